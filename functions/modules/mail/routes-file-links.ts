import type { Context } from "hono";
import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import { FileCode, FileLinkPage, OpenFileLink, SentFileCode } from "../../../shared/mail/file-links.ts";
import { giveCookie, readCookie } from "../../platform/cookies.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { guardedFileLink } from "../../platform/enter.ts";
import { body, type HttpEnv, reply, route } from "../../platform/http.ts";
import { hashSecret } from "../../platform/ids.ts";
import type { Result } from "../../platform/refusal.ts";
import { checkCode, type OpenedLink, openFileLink } from "../access/index.ts";
import { downloadSentFile, fileLinkPage, sendFileCode } from "./file-page.ts";

const tag = "Fichiers envoyés";
const Nothing = z.strictObject({});
const Download = z.object({ url: z.string(), expiresAt: z.string() });

/** Whoever has the page of a file open: its session is a cookie of its own, which opens no case. */
const presenting = (c: Context<HttpEnv>, secret = readCookie(c, c.env.ctx.env, "guichet-file")): Ctx => {
  const { linkHash: _ofACase, ...others } = c.env.ctx.credentials;
  return { ...c.env.ctx, credentials: { ...others, ...(secret ? { linkHash: hashSecret(secret) } : {}) } };
};
const holder = async (c: Context<HttpEnv>): Promise<Ctx> =>
  (await guardedFileLink(presenting(c), async () => undefined)).ctx;

/** Gives the browser the session just opened and answers what it may see. */
const opened = async (
  c: Context<HttpEnv>,
  result: Result<OpenedLink<unknown>>,
): Promise<Result<FileLinkPage>> => {
  if (!result.ok) return result;
  const { secret, seconds } = result.value;
  giveCookie(c, c.env.ctx.env, "guichet-file", secret, seconds);
  return fileLinkPage(presenting(c, secret));
};

/** What the holder of a file's link may do; the bytes need the code first. */
export const fileLinkRoutes = new Hono<HttpEnv>()
  .post(
    "/api/public/fichiers/open",
    route({
      summary: "Ouvrir la page d’un fichier par son lien",
      action: "public",
      tag,
      answers: FileLinkPage,
    }),
    body(OpenFileLink),
    async (c) => reply(c, await opened(c, await openFileLink(presenting(c), c.req.valid("json").token))),
  )
  .get(
    "/api/public/fichiers",
    route({ summary: "La page d’un fichier", action: "file_link.read", tag, answers: FileLinkPage }),
    async (c) => reply(c, await fileLinkPage(presenting(c))),
  )
  .post(
    "/api/public/fichiers/code",
    route({
      summary: "Recevoir un code par e-mail pour un fichier",
      action: "file_link.read",
      tag,
      answers: SentFileCode,
      limit: "mail-asking",
    }),
    body(Nothing),
    async (c) => reply(c, await sendFileCode(await holder(c))),
  )
  .post(
    "/api/public/fichiers/code/check",
    route({
      summary: "Donner le code reçu pour un fichier",
      action: "file_link.read",
      tag,
      answers: FileLinkPage,
    }),
    body(FileCode),
    async (c) => {
      const checked = await checkCode(await holder(c), c.req.valid("json").code);
      return reply(c, checked.ok ? await fileLinkPage(presenting(c)) : checked);
    },
  )
  .post(
    "/api/public/fichiers/link",
    route({ summary: "Télécharger un fichier", action: "file_link.download", tag, answers: Download }),
    body(Nothing),
    async (c) => reply(c, await downloadSentFile(await holder(c))),
  );

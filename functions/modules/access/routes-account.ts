import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import {
  Account,
  AddPasskey,
  ChangeEmail,
  ChangePassword,
  EmailConfirmed,
  LinkPreview,
  PasskeyOptions,
  Proof,
  ReadLink,
  RecoveryCodes,
  SessionList,
  TotpCode,
  TotpStart,
  UpdateProfile,
  WithToken,
} from "../../../shared/access/schema.ts";
import { body, type HttpEnv, params, reply, route } from "../../platform/http.ts";
import { done } from "../../platform/refusal.ts";
import { forOwner, withProof } from "./account-owner.ts";
import { updateProfile } from "./account-profile.ts";
import { readAccount } from "./account-view.ts";
import { cancelEmailChange, changeEmail } from "./email-change.ts";
import { confirmEmail } from "./email-change-confirm.ts";
import { previewLink } from "./link-preview.ts";
import { addPasskey, removePasskey, startPasskey } from "./passkey-enrolment.ts";
import { changePassword } from "./password-change.ts";
import { newRecoveryCodes } from "./recovery-codes-renew.ts";
import { endOtherSessions, endSession, listSessions } from "./session-list.ts";
import { confirmTotp, removeTotp, startTotp } from "./totp-enrolment.ts";

const Nothing = z.strictObject({});
const Id = z.object({ id: z.uuid() });
const tag = "Mon compte";
const change = { action: "self.write", tag } as const;

/** One's own account: who one is, how one gets in, where one is signed in. */
export const accountRoutes = new Hono<HttpEnv>()
  .post(
    "/api/access/links/read",
    route({ summary: "Lire ce qu’ouvre un lien", action: "public", tag: "Accès", answers: LinkPreview }),
    body(ReadLink),
    async (c) => reply(c, await previewLink(c.env.ctx, c.req.valid("json"))),
  )
  .post(
    "/api/access/email-change/confirm",
    route({ summary: "Confirmer une adresse", action: "public", tag: "Accès", answers: EmailConfirmed }),
    body(WithToken),
    async (c) => reply(c, await confirmEmail(c.env.ctx, c.req.valid("json").token)),
  )
  .get(
    "/api/access/account",
    route({ summary: "Mon compte", action: "self.read", tag, answers: Account }),
    async (c) => reply(c, await forOwner(c.env.ctx, readAccount)),
  )
  .post(
    "/api/access/account/profile",
    route({ ...change, summary: "Changer mes nom et fuseau horaire", answers: Account }),
    body(UpdateProfile),
    async (c) => {
      const input = c.req.valid("json");
      return reply(c, await forOwner(c.env.ctx, (owner) => updateProfile(owner, input)));
    },
  )
  .post(
    "/api/access/account/password",
    route({ ...change, summary: "Changer mon mot de passe", answers: Nothing }),
    body(ChangePassword),
    async (c) => {
      const input = c.req.valid("json");
      const changed = await forOwner(c.env.ctx, (owner) => changePassword(owner, input));
      return reply(c, changed.ok ? done({}) : changed);
    },
  )
  .post(
    "/api/access/account/email",
    route({ ...change, summary: "Changer mon adresse", answers: Account }),
    body(ChangeEmail),
    async (c) => {
      const input = c.req.valid("json");
      return reply(c, await forOwner(c.env.ctx, (owner) => changeEmail(owner, input)));
    },
  )
  .post(
    "/api/access/account/email/cancel",
    route({ ...change, summary: "Abandonner un changement d’adresse", answers: Account }),
    body(Nothing),
    async (c) => reply(c, await forOwner(c.env.ctx, cancelEmailChange)),
  )
  .get(
    "/api/access/account/sessions",
    route({ summary: "Mes sessions ouvertes", action: "self.read", tag, answers: SessionList }),
    async (c) => reply(c, await forOwner(c.env.ctx, listSessions)),
  )
  .post(
    "/api/access/account/sessions/end-others",
    route({ ...change, summary: "Fermer mes autres sessions", answers: SessionList }),
    body(Nothing),
    async (c) => reply(c, await forOwner(c.env.ctx, endOtherSessions)),
  )
  .post(
    "/api/access/account/sessions/:id/end",
    route({ ...change, summary: "Fermer une de mes sessions", answers: SessionList }),
    params(Id),
    body(Nothing),
    async (c) => {
      const { id } = c.req.valid("param");
      return reply(c, await forOwner(c.env.ctx, (owner) => endSession(owner, id)));
    },
  )
  .post(
    "/api/access/account/totp/start",
    route({ ...change, summary: "Relier une application de codes", answers: TotpStart }),
    body(Proof),
    async (c) => reply(c, await withProof(c.env.ctx, c.req.valid("json"), startTotp)),
  )
  .post(
    "/api/access/account/totp/confirm",
    route({ ...change, summary: "Donner un premier code", answers: RecoveryCodes }),
    body(TotpCode),
    async (c) => {
      const { code } = c.req.valid("json");
      return reply(c, await forOwner(c.env.ctx, (owner) => confirmTotp(owner, code)));
    },
  )
  .post(
    "/api/access/account/totp/remove",
    route({ ...change, summary: "Retirer l’application de codes", answers: Account }),
    body(Proof),
    async (c) => reply(c, await withProof(c.env.ctx, c.req.valid("json"), removeTotp)),
  )
  .post(
    "/api/access/account/passkeys/options",
    route({ ...change, summary: "Préparer une clé de sécurité", answers: PasskeyOptions }),
    body(Proof),
    async (c) => reply(c, await withProof(c.env.ctx, c.req.valid("json"), startPasskey)),
  )
  .post(
    "/api/access/account/passkeys",
    route({ ...change, summary: "Ajouter une clé de sécurité", answers: RecoveryCodes }),
    body(AddPasskey),
    async (c) => {
      const input = c.req.valid("json");
      return reply(c, await forOwner(c.env.ctx, (owner) => addPasskey(owner, input)));
    },
  )
  .post(
    "/api/access/account/passkeys/:id/remove",
    route({ ...change, summary: "Retirer une clé de sécurité", answers: Account }),
    params(Id),
    body(Proof),
    async (c) => {
      const { id } = c.req.valid("param");
      return reply(c, await withProof(c.env.ctx, c.req.valid("json"), (owner) => removePasskey(owner, id)));
    },
  )
  .post(
    "/api/access/account/recovery-codes",
    route({ ...change, summary: "Renouveler mes codes de secours", answers: RecoveryCodes }),
    body(Proof),
    async (c) => reply(c, await withProof(c.env.ctx, c.req.valid("json"), newRecoveryCodes)),
  );

import { hc } from "hono/client";
import type { publicRoutes } from "../../../../functions/modules/mail/public-routes.ts";
import { repeatingFetch, strictFetch } from "../../../app/api.ts";
import { answer } from "../../../app/client.ts";

const { fichiers } = hc<typeof publicRoutes>("/", { fetch: strictFetch }).api.public;
const repeatable = hc<typeof publicRoutes>("/", { fetch: repeatingFetch }).api.public.fichiers;

/** Exchanges the secret of the link for the short session of this visit. */
export const openFileLink = (token: string) => answer(repeatable.open.$post({ json: { token } }));
export const currentFile = () => answer(repeatable.$get());
export const askCode = () => answer(fichiers.code.$post({ json: {} }));
export const checkCode = (code: string) => answer(fichiers.code.check.$post({ json: { code } }));
/** An address of one minute for the bytes. */
export const downloadLink = () => answer(repeatable.link.$post({ json: {} }));

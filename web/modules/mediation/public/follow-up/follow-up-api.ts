import type {
  FileLink,
  FollowUpAnswer,
  FollowUpView,
  LinkView,
  UploadResult,
  UploadTicket,
} from "../../../../../shared/mediation/schema.ts";
import { call } from "../../../../app/api.ts";
import { postToStore, type UploadDoor } from "../../../../ui/uploads.ts";

/** Exchanges the secret of the link for the short session of this visit. */
export const openLink = (token: string) =>
  call<LinkView>("POST", "/api/suivi/open", { token }, { repeatable: true });
export const openByAccessCode = (number: string, accessCode: string) =>
  call<LinkView>("POST", "/api/suivi/open-by-code", { number, accessCode });
export const currentLink = () => call<LinkView>("GET", "/api/suivi");
export const readCase = () => call<FollowUpView>("GET", "/api/suivi/case");

export const askCode = () => call<{ sentTo: string; retryAfterSeconds: number }>("POST", "/api/suivi/code");
export const checkCode = (code: string) => call<LinkView>("POST", "/api/suivi/code/check", { code });
export const askNewLink = (number: string, email: string) =>
  call("POST", "/api/suivi/new-link", { number, email });

/** The key makes a repeated sending safe: the answer joins the case once. */
export const sendAnswer = (answer: FollowUpAnswer) =>
  call<FollowUpView>("POST", "/api/suivi/messages", answer, { repeatable: true });
export const fileLink = (id: string) =>
  call<FileLink>("POST", `/api/suivi/files/${id}/link`, {}, { repeatable: true });
export const closePage = () => call("POST", "/api/suivi/close-page", {}, { repeatable: true });

/** Files of an answer; they belong to the session of the link. */
export const answerUploads = (): UploadDoor => ({
  ticket: ({ name, size }) => call<UploadTicket>("POST", "/api/suivi/uploads", { name, size }),
  send: postToStore,
  check: (id) => call<UploadResult>("POST", `/api/suivi/uploads/${id}/check`, {}, { repeatable: true }),
});

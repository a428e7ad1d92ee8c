import type { ChangeContact } from "../../../../../shared/mediation/follow-up.ts";
import type { FollowUpAnswer } from "../../../../../shared/mediation/schema.ts";
import { answer, mediation, repeatableMediation } from "../../../../app/client.ts";
import { postToStore, type UploadDoor } from "../../../../ui/uploads.ts";

const { suivi } = mediation;
const repeatable = repeatableMediation.suivi;

/** Exchanges the secret of the link for the short session of this visit. */
export const openLink = (token: string) => answer(repeatable.open.$post({ json: { token } }));
export const openByAccessCode = (number: string, accessCode: string) =>
  answer(suivi["open-by-code"].$post({ json: { number, accessCode } }));
/** Asked once: the link serves once, and a second try would be told that it was used. */
export const confirmAddress = (token: string) => answer(suivi["confirm-address"].$post({ json: { token } }));
/** Asked once, for the same reason. */
export const confirmNewEmail = (token: string) => answer(suivi["confirm-email"].$post({ json: { token } }));
export const objectTo = (token: string, reason: string) =>
  answer(suivi.objection.$post({ json: { token, reason } }));
export const currentLink = () => answer(repeatable.$get());
export const readCase = () => answer(repeatable.case.$get());

export const askCode = () => answer(suivi.code.$post({ json: {} }));
export const checkCode = (code: string) => answer(suivi.code.check.$post({ json: { code } }));
export const askNewLink = (number: string, email: string) =>
  answer(suivi["new-link"].$post({ json: { number, email } }));

/** The key makes a repeated sending safe: the answer joins the case once. */
export const sendAnswer = (sent: FollowUpAnswer) => answer(repeatable.messages.$post({ json: sent }));
export const fileLink = (id: string) =>
  answer(repeatable.files[":id"].link.$post({ param: { id }, json: {} }));
/** Twice is once: a request is given up once. */
export const withdraw = (reason: string) => answer(repeatable.withdrawal.$post({ json: { reason } }));
export const changeContact = (contact: ChangeContact) => answer(repeatable.contact.$post({ json: contact }));
export const askEmailChange = (email: string) => answer(suivi.email.$post({ json: { email } }));
/** Where the receipt is kept from, as a file. */
export const receiptPath = "/api/public/suivi/receipt.pdf";
export const closePage = () => answer(repeatable["close-page"].$post({ json: {} }));

/** Files of an answer; they belong to the session of the link. */
export const answerUploads = (): UploadDoor => ({
  ticket: ({ name, size }) => answer(suivi.uploads.$post({ json: { name, size } })),
  send: postToStore,
  check: (id) => answer(repeatable.uploads[":id"].check.$post({ param: { id }, json: {} })),
});

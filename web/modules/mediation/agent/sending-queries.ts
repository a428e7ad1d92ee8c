import type { CaseView } from "../../../../shared/mediation/schema.ts";
import type {
  CorrectAddress,
  ResendCopy,
  UndeliverableMembers,
} from "../../../../shared/mediation/sending.ts";
import { call } from "../../../app/api.ts";

/** Asked twice, each of these happens once. */
const act = (recipientId: string, what: string, body: object) =>
  call<CaseView>("POST", `/api/mediation/recipients/${recipientId}/${what}`, body, { repeatable: true });

export const resendCopy = (recipientId: string, body: ResendCopy) => act(recipientId, "resend", body);
export const correctAddress = (recipientId: string, body: CorrectAddress) =>
  act(recipientId, "correct", body);
export const settleFailure = (recipientId: string) => act(recipientId, "settle", {});
export const unblockAddress = (recipientId: string) => act(recipientId, "unblock", {});

export const undeliverableMembers = (organisationId: string, signal?: AbortSignal) =>
  call<UndeliverableMembers>(
    "GET",
    `/api/mediation/undeliverable?organisation=${organisationId}`,
    undefined,
    {
      ...(signal ? { signal } : {}),
      background: true,
    },
  );

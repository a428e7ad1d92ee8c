import type {
  DecideMandate,
  EndRepresentation,
  WithdrawCase,
} from "../../../../shared/mediation/follow-up.ts";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { call } from "../../../app/api.ts";

const ofCase = (caseId: string) => `/api/mediation/cases/${caseId}` as const;

export const withdrawCase = ({ caseId, ...given }: WithdrawCase) =>
  call<CaseView>("POST", `${ofCase(caseId)}/withdrawal`, given);
/** The request goes on after all. */
export const cancelWithdrawal = (caseId: string, version: number) =>
  call<CaseView>("POST", `${ofCase(caseId)}/withdrawal/cancel`, { version });
export const decideMandate = ({ caseId, partyId, ...given }: DecideMandate) =>
  call<CaseView>("POST", `${ofCase(caseId)}/parties/${partyId}/mandate`, given);
export const endRepresentation = ({ caseId, partyId, ...given }: EndRepresentation) =>
  call<CaseView>("POST", `${ofCase(caseId)}/parties/${partyId}/end`, given);
/** The dated receipt, to print for who has no e-mail. */
export const receiptPath = (caseId: string) => `${ofCase(caseId)}/receipt.pdf`;

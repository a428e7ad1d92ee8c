import { queryOptions } from "@tanstack/react-query";
import type {
  AssignCase,
  CaseAfter,
  ChangeAbsence,
  DeclareAbsence,
  DeleteCase,
  Independence,
  InviteWatcher,
  ProposeTransfer,
  ReleaseCase,
  RestoreCase,
  SetCoHandler,
  SetDueDate,
  SetPriority,
  SetStatus,
  Watch,
  WithReason,
} from "../../../../shared/mediation/hands.ts";
import { call } from "../../../app/api.ts";

/** What each act on a case sends. */
interface HandActs {
  assign: AssignCase;
  "propose-transfer": ProposeTransfer;
  release: ReleaseCase;
  "co-handlers": SetCoHandler;
  watch: Watch;
  watchers: InviteWatcher;
  restrict: WithReason;
  unrestrict: WithReason;
  hold: WithReason;
  unhold: WithReason;
  priority: SetPriority;
  status: SetStatus;
  "due-date": SetDueDate;
  delete: DeleteCase;
  restore: RestoreCase;
}
export type HandAct = keyof HandActs;

/** One act on a case; the answer is the case as it is then, or null when it left one's sight. */
export const actOnCase = <Act extends HandAct>(caseId: string, act: Act, input: HandActs[Act]) =>
  call<CaseAfter>("POST", `/api/mediation/cases/${caseId}/${act}`, input);

export const declareAbsence = (input: DeclareAbsence) =>
  call<{ id: string }>("POST", "/api/mediation/absences", input);
export const changeAbsence = (id: string, input: ChangeAbsence) =>
  call<{ id: string }>("POST", `/api/mediation/absences/${id}/change`, input);
export const endAbsence = (id: string) => call<object>("POST", `/api/mediation/absences/${id}/end`, {});

/** Whether the declaration of independence is still to make; asked once a visit. */
export const independenceQuery = (organisation: string) =>
  queryOptions({
    queryKey: ["mediation", "independence", organisation],
    queryFn: ({ signal }) =>
      call<Independence>("GET", `/api/mediation/independence?organisation=${organisation}`, undefined, {
        signal,
        background: true,
      }),
    staleTime: Number.POSITIVE_INFINITY,
  });
export const declareIndependence = (organisation: string) =>
  call<Independence>("POST", "/api/mediation/independence", { organisation });

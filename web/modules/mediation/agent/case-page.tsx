import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { ProblemError } from "../../../app/api.ts";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import { useShortcuts } from "../../../ui/agent/shortcuts.ts";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { CaseAlerts } from "./case-alerts.tsx";
import { CaseHeader } from "./case-header.tsx";
import { CaseHistory } from "./case-history.tsx";
import { caseQuery } from "./case-queries.ts";
import { CaseSummary } from "./case-summary.tsx";
import { type CaseTab, CaseTabs } from "./case-tabs.tsx";
import { CloseDialog } from "./close-dialog.tsx";
import { Composer } from "./composer.tsx";
import { ComposingProvider, useComposing } from "./composing.tsx";
import { DocumentsTab } from "./day/documents-tab.tsx";
import { NotesTab } from "./day/notes-tab.tsx";
import { TasksBlock, TasksTab } from "./day/tasks-tab.tsx";
import { rememberOpened } from "./last-opened.ts";
import { LetterDialog } from "./letter-dialog.tsx";
import { closingLetter } from "./letter-words.ts";
import { MergedBanner } from "./people/merged-banner.tsx";
import { NeighboursTab } from "./people/neighbours-tab.tsx";
import { OtherCasesBox } from "./people/other-cases-box.tsx";
import { PresenceLine, usePresence } from "./presence.tsx";
import { ReopenDialog } from "./reopen-dialog.tsx";
import { PendingEditsProvider } from "./synthesis/pending-edits.tsx";
import { SynthesisTab } from "./synthesis/synthesis-tab.tsx";
import { Thread } from "./thread.tsx";
import "./case-page.css";

/** One case: understand, answer, move on. */
export function CasePage({ space, caseId, tab }: { space: AgentSpace; caseId: string; tab: CaseTab }) {
  const query = useQuery(caseQuery(caseId));
  useEffect(() => rememberOpened(caseId), [caseId]);
  useTitle(query.data ? `Dossier ${query.data.number}` : "Dossier");
  if (query.data) {
    return (
      <ComposingProvider key={caseId} caseId={caseId}>
        <PendingEditsProvider>
          <OpenedCase found={query.data} space={space} tab={tab} stale={query.isError} />
        </PendingEditsProvider>
      </ComposingProvider>
    );
  }
  if (query.isError) {
    const unknown = query.error instanceof ProblemError && query.error.problem.code === "notFound";
    return (
      <div className="agent-page">
        {unknown ? (
          <div className="empty-state">
            <PageTitle>Ce dossier n’existe pas</PageTitle>
            <p>L’adresse est peut-être incomplète, ou ce dossier ne vous est pas ouvert.</p>
          </div>
        ) : (
          <LoadFailed what="ce dossier" error={query.error} retry={() => void query.refetch()} />
        )}
      </div>
    );
  }
  return (
    <div className="agent-page">
      <Skeleton says="Chargement du dossier…" rows={8} />
    </div>
  );
}

function OpenedCase({
  found,
  space,
  tab,
  stale,
}: {
  found: CaseView;
  space: AgentSpace;
  tab: CaseTab;
  stale: boolean;
}) {
  const [closing, setClosing] = useState(false);
  const [reopening, setReopening] = useState(false);
  const [posting, setPosting] = useState(false);
  const { opened } = useComposing();
  const others = usePresence(found.id, opened?.kind === "message" ? "writing" : "reading");
  const mayClose = found.allowed.includes("case.close");
  useShortcuts({ c: mayClose ? () => setClosing(true) : undefined });
  return (
    <div className="case">
      <CaseHeader
        found={found}
        space={space}
        stale={stale}
        presence={<PresenceLine others={others} />}
        onClose={mayClose ? () => setClosing(true) : undefined}
        onReopen={found.allowed.includes("case.reopen") ? () => setReopening(true) : undefined}
      />
      <CaseTabs found={found} space={space} current={tab.name} />
      <div className="case__body">
        <div className="case__thread">
          <details className="case__summary-fold">
            <summary>
              <strong>Résumé</strong> <span className="mention">requérant, dates, participants</span>
            </summary>
            <CaseSummary found={found} edited={tab.name === "synthesis"} />
          </details>
          <CaseAlerts found={found} onClose={mayClose ? () => setClosing(true) : undefined} />
          <MergedBanner found={found} space={space} />
          {tab.name === "links" ? (
            <NeighboursTab found={found} space={space} />
          ) : tab.name === "synthesis" ? (
            <SynthesisTab found={found} />
          ) : tab.name === "documents" ? (
            <DocumentsTab found={found} />
          ) : tab.name === "notes" ? (
            <NotesTab found={found} space={space} />
          ) : tab.name === "tasks" ? (
            <TasksTab found={found} />
          ) : tab.name === "history" ? (
            <CaseHistory found={found} space={space} search={tab.search} />
          ) : (
            <>
              <Thread found={found} space={space} filter={tab.search.echanges ?? "tout"} />
              <Composer found={found} space={space} />
            </>
          )}
        </div>
        <aside className="case__aside" aria-label="Résumé du dossier">
          {tab.name !== "tasks" && <TasksBlock found={found} />}
          <CaseSummary found={found} edited={tab.name === "synthesis"} />
          {tab.name !== "links" && <OtherCasesBox found={found} space={space} />}
        </aside>
      </div>
      {closing && (
        <CloseDialog
          found={found}
          onDone={() => setClosing(false)}
          onLetter={() => setPosting(true)}
          onReopen={() => setReopening(true)}
        />
      )}
      {posting && (
        <LetterDialog
          found={found}
          space={space}
          begun={closingLetter(found)}
          onClose={() => setPosting(false)}
        />
      )}
      {reopening && <ReopenDialog found={found} onDone={() => setReopening(false)} />}
    </div>
  );
}

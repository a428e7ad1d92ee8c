import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from "react";
import type { OriginalView } from "../../../../shared/mail/originals.ts";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import type { CaseEntryView } from "../../../../shared/mediation/thread.ts";
import { fileSize } from "../../../../shared/mediation/uploads.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { Modal } from "../../../ui/agent/modal.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { exactInstant } from "../../../ui/agent/relative-dates.ts";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { Button } from "../../../ui/button.tsx";
import { keepCase } from "./case-queries.ts";
import { keepOriginal, readOriginal, reprocessOriginal } from "./original-queries.ts";

/** Opens the original of a mail, for who may look at it; « Original supprimé » once its time is over. */
export function OriginalButton({
  entry,
  found,
  who,
}: {
  entry: CaseEntryView;
  found: CaseView;
  who: string;
}) {
  const [open, setOpen] = useState(false);
  if (entry.original === "none" || !found.allowed.includes("case.original")) return null;
  if (entry.original === "purged") {
    return (
      <span className="small flag mention">
        <Icon name="fr-icon-delete-line" size="xs" />
        Original supprimé
      </span>
    );
  }
  return (
    <>
      <button type="button" className="text-button small" onClick={() => setOpen(true)}>
        <Icon name="fr-icon-code-s-slash-line" size="xs" /> Voir l’original
        <span className="fr-sr-only"> ({who})</span>
      </button>
      {open && <OriginalDialog entry={entry} found={found} who={who} onClose={() => setOpen(false)} />}
    </>
  );
}

const tabs = { text: "Version texte", source: "Original" } as const;
type Tab = keyof typeof tabs;

function OriginalDialog({
  entry,
  found,
  who,
  onClose,
}: {
  entry: CaseEntryView;
  found: CaseView;
  who: string;
  onClose: () => void;
}) {
  const [tab, setTab] = useState<Tab>("source");
  const panel = useId();
  const original = useQuery({
    queryKey: ["mediation", "original", entry.id],
    queryFn: () => readOriginal(entry.id),
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  return (
    <Modal
      title="Courriel d’origine"
      subtitle={`${who}, le ${exactInstant(entry.at)}`}
      size="large"
      onClose={onClose}
      footer={
        original.data?.state === "kept" && <Acts entry={entry} found={found} size={original.data.size} />
      }
    >
      <Tabs panel={panel} chosen={tab} choose={setTab} />
      <div id={panel} role="tabpanel" aria-label={tabs[tab]}>
        {tab === "text" ? (
          <Scrolled label="Texte du message" className="original__text">
            {entry.text ?? "Ce message n’a pas de texte."}
          </Scrolled>
        ) : original.isError ? (
          <LoadFailed what="l’original" error={original.error} retry={() => void original.refetch()} />
        ) : original.data ? (
          <Source view={original.data} />
        ) : (
          <Skeleton says="Chargement de l’original…" rows={4} />
        )}
      </div>
    </Modal>
  );
}

function Source({ view }: { view: OriginalView }) {
  if (view.state === "purged")
    return (
      <p>Original supprimé&nbsp;: il n’est gardé qu’un temps. Le message et ses pièces restent au dossier.</p>
    );
  return (
    <>
      <details>
        <summary>En-têtes ({view.headers.length})</summary>
        <dl className="original__headers" tabIndex={0}>
          {view.headers.map(({ name, value }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: headers repeat and never move
            <div key={index} className="original__header">
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </details>
      <Scrolled label="Source du courriel" className="original__source">
        {view.source}
      </Scrolled>
      {view.cut && (
        <p className="small mention">
          Seul le début est affiché. Téléchargez le courriel pour le lire en entier.
        </p>
      )}
    </>
  );
}

/** A text that scrolls inside, reached by the keyboard. */
function Scrolled({ label, className, children }: { label: string; className: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would say that there is something to fill
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <div role="group" aria-label={label} tabIndex={0} className={className}>
      {children}
    </div>
  );
}

function Tabs({ panel, chosen, choose }: { panel: string; chosen: Tab; choose: (tab: Tab) => void }) {
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const other = chosen === "text" ? "source" : "text";
    choose(other);
    list.current?.querySelector<HTMLElement>(`[data-tab="${other}"]`)?.focus();
  };
  return (
    <div ref={list} role="tablist" aria-label="Présentation du courriel" className="original__tabs">
      {(Object.keys(tabs) as Tab[]).map((tab) => (
        <button
          key={tab}
          type="button"
          role="tab"
          data-tab={tab}
          className="original__tab"
          aria-selected={tab === chosen}
          aria-controls={panel}
          tabIndex={tab === chosen ? 0 : -1}
          onClick={() => choose(tab)}
          onKeyDown={move}
        >
          {tabs[tab]}
        </button>
      ))}
    </div>
  );
}

/** Downloading asks for a fresh link, since one lives a minute. */
function Acts({ entry, found, size }: { entry: CaseEntryView; found: CaseView; size: number }) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const onError = (error: Error) => void notify(refusalWords(error));
  const download = useMutation({
    mutationFn: () => readOriginal(entry.id),
    onSuccess: (view) => {
      if (view.state === "kept") window.open(view.downloadUrl, "_blank", "noopener,noreferrer");
    },
    onError,
  });
  const keep = useMutation({
    mutationFn: () => keepOriginal(entry.id),
    onSuccess: (page) => {
      keepCase(client, page);
      notify("Original conservé\u00a0: il est avec les pièces du message, visible des agents seulement.");
    },
    onError,
  });
  const again = useMutation({
    mutationFn: () => reprocessOriginal(entry.id),
    onSuccess: () => void notify("Le courriel va être relu. L’échange se met à jour dans un instant."),
    onError,
  });
  return (
    <>
      <Button onClick={() => download.mutate()} busy={download.isPending && "Préparation…"}>
        Télécharger (.eml, {fileSize(size)})
      </Button>
      <Button look="secondary" onClick={() => keep.mutate()} busy={keep.isPending && "Conservation…"}>
        Conserver l’original
      </Button>
      {found.allowed.includes("case.reprocess") && (
        <Button look="tertiary" onClick={() => again.mutate()} busy={again.isPending && "Demande…"}>
          Retraiter
        </Button>
      )}
    </>
  );
}

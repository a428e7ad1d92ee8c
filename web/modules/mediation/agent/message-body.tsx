import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { CaseEntryView } from "../../../../shared/mediation/thread.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { exactInstant } from "../../../ui/agent/relative-dates.ts";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { frameLink } from "./case-queries.ts";
import { beginning, foldedText, type TextPart } from "./folded-text.ts";
import { frameHeight } from "./frame-height.ts";
import { entryText } from "./older-entries.ts";

/** What was written: as text with its quotes folded, or as it was laid out, in a sandboxed frame. */
export function MessageBody({ entry, who }: { entry: CaseEntryView; who: string }) {
  const inlineImages = entry.files.some(({ inline }) => inline);
  const [laidOut, setLaidOut] = useState(entry.hasHtml && (inlineImages || entry.text === null));
  return (
    <div className="message__body">
      {laidOut ? (
        <MessageFrame entry={entry} title={`Message de ${who} du ${exactInstant(entry.at)}`} />
      ) : (
        <MessageText entry={entry} />
      )}
      {entry.hasHtml && entry.text !== null && (
        <button type="button" className="text-button small" onClick={() => setLaidOut(!laidOut)}>
          {laidOut ? "Version texte" : "Mise en forme d’origine"}
        </button>
      )}
    </div>
  );
}

function MessageText({ entry }: { entry: CaseEntryView }) {
  if (entry.text === null || entry.text.trim() === "")
    return <p className="mention">Ce message n’a pas de texte.</p>;
  if (entry.cut) return <LongText entry={entry} beginning={entry.text} />;
  return foldedText(entry.text, entry.folds).map((part) => <Part key={part.from} part={part} />);
}

/** A text too long to come whole with its case: its beginning, then all of it when asked for. */
function LongText({ entry, beginning: text }: { entry: CaseEntryView; beginning: string }) {
  const { caseId } = useParams({ strict: false });
  const [asked, setAsked] = useState(false);
  const whole = useQuery({
    queryKey: ["mediation", "text", entry.id],
    queryFn: () => entryText(caseId ?? "", entry.id),
    enabled: asked && caseId !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (whole.data) return <p className="written">{whole.data.text}</p>;
  return (
    <>
      <p className="written">{asked ? text : beginning(text).shown}</p>
      {whole.isError ? (
        <LoadFailed what="la suite de ce message" error={whole.error} retry={() => void whole.refetch()} />
      ) : (
        <button type="button" className="text-button small" aria-busy={asked} onClick={() => setAsked(true)}>
          {asked ? "Chargement de la suite…" : "Afficher la suite"}
        </button>
      )}
    </>
  );
}

function Part({ part }: { part: TextPart }) {
  const { shown, cut } = beginning(part.text);
  const [open, setOpen] = useState(false);
  if (part.fold) {
    return (
      <div className="message__fold">
        <button type="button" className="chip" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name="fr-icon-more-line" size="xs" />
          {open ? part.says.replace("Afficher", "Masquer") : part.says}
        </button>
        {open && <p className="written message__quoted">{part.text}</p>}
      </div>
    );
  }
  return (
    <>
      <p className="written">{cut && !open ? shown : part.text}</p>
      {cut && (
        <button
          type="button"
          className="text-button small"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {open ? "Réduire" : "Afficher la suite"}
        </button>
      )}
    </>
  );
}

/**
 * The sanitised HTML on the files' origin. No script, no form, no navigation of this page: `sandbox` allows only links
 * that open a new tab. Its address is a short ticket, asked for once per display.
 */
function MessageFrame({ entry, title }: { entry: CaseEntryView; title: string }) {
  const link = useQuery({
    queryKey: ["mediation", "frame", entry.id],
    queryFn: async () => {
      const { url } = await frameLink(entry.id);
      return `${url}?theme=${document.documentElement.dataset.frTheme ?? ""}`;
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  if (link.isError)
    return <LoadFailed what="ce message" error={link.error} retry={() => void link.refetch()} />;
  if (!link.data) return <Skeleton says="Chargement du message…" rows={2} />;
  return (
    <iframe
      className="message__frame"
      title={title}
      src={link.data}
      style={{ height: frameHeight(entry.text, entry.files.filter(({ inline }) => inline).length) }}
      sandbox="allow-popups allow-popups-to-escape-sandbox"
      referrerPolicy="no-referrer"
    />
  );
}

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useRef, useState } from "react";
import { sides as sideLabels } from "../../../../shared/mediation/enums.ts";
import {
  ChangeTemplate,
  CreateTemplate,
  type TemplateList,
  type TemplateView,
} from "../../../../shared/mediation/templates.ts";
import { Modal } from "../../../ui/agent/modal.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { fieldFaults, refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { checked, type Faults } from "../../access/organisation/use-section.ts";
import { archiveTemplate, changeTemplate, createTemplate, refreshTemplates } from "./settings-queries.ts";
import { type TemplateDraft, TemplateFields } from "./template-fields.tsx";
import { TemplatePreview } from "./template-preview.tsx";

const blank: TemplateDraft = { title: "", category: "", sides: [], subject: "", body: "", shared: false };

/** One template: read, written, or made one's own. Without `template`, a new one. */
export function TemplateDialog({
  space,
  list,
  template,
  onClose,
}: {
  space: AgentSpace;
  list: TemplateList;
  template?: TemplateView;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const form = useId();
  const summary = useRef<HTMLDivElement>(null);
  const organisation = space.organisation.id;
  // A template one may only read can be copied: the copy is a new one, of one's own.
  const [copying, setCopying] = useState(false);
  const isNew = !template || copying;
  const mayChange = isNew || template.allowed.includes("change");
  const [draft, setDraft] = useState<TemplateDraft>(() =>
    template ? { ...template } : { ...blank, shared: list.mayShare },
  );
  const [faults, setFaults] = useState<Faults>({});
  const focusSummary = () => requestAnimationFrame(() => summary.current?.focus());
  const after = (words: string) => () => {
    void refreshTemplates(client);
    notify(words);
    onClose();
  };
  const onError = (error: Error) => {
    setFaults(fieldFaults(error));
    focusSummary();
  };
  const save = useMutation({
    mutationFn: (send: () => Promise<TemplateView>) => send(),
    onSuccess: after("Modèle enregistré."),
    onError,
  });
  const archive = useMutation({
    mutationFn: (one: TemplateView) => archiveTemplate(organisation, one, !one.archived),
    onSuccess: ({ archived }) => after(archived ? "Modèle retiré." : "Modèle remis.")(),
    onError,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (save.isPending) return;
    const { title, category, sides, subject, body, shared } = draft;
    const words = { title, category, sides, subject, body };
    const read = isNew
      ? checked(CreateTemplate.safeParse({ ...words, shared }))
      : checked(ChangeTemplate.safeParse({ ...words, version: template.version }));
    setFaults(read.ok ? {} : read.faults);
    if (!read.ok) return void focusSummary();
    const { input } = read;
    save.mutate(() =>
      "version" in input && template
        ? changeTemplate(organisation, template.id, input)
        : createTemplate(organisation, { ...words, ...input, shared }),
    );
  };
  const copy = () => {
    setDraft({ ...draft, shared: false, title: `${draft.title} (à moi)`.slice(0, 80) });
    setCopying(true);
  };
  const failure = save.error ?? archive.error;
  const wrong = Object.values(faults);
  return (
    <Modal
      title={isNew ? "Écrire un modèle" : draft.title || "Modèle"}
      subtitle={subtitleOf(template, copying)}
      size="large"
      onClose={onClose}
      footer={
        <>
          {mayChange && (
            <Button type="submit" form={form} busy={save.isPending && "Enregistrement…"}>
              Enregistrer
            </Button>
          )}
          {!mayChange && <Button onClick={copy}>En faire un modèle à moi</Button>}
          {template && !copying && template.allowed.includes("archive") && (
            <Button
              look="secondary"
              busy={archive.isPending && "Un instant…"}
              onClick={() => archive.mutate(template)}
            >
              {template.archived ? "Remettre" : "Retirer"}
            </Button>
          )}
          <Button look="tertiary" onClick={onClose}>
            {mayChange ? "Annuler" : "Fermer"}
          </Button>
        </>
      }
    >
      {wrong.length > 0 ? (
        <Alert
          ref={summary}
          severity="error"
          title={wrong.length === 1 ? "1\u00a0champ à corriger" : `${wrong.length}\u00a0champs à corriger`}
        >
          <ul>
            {wrong.map((message) => (
              <li key={message}>{message}</li>
            ))}
          </ul>
        </Alert>
      ) : (
        failure && <Alert ref={summary} severity="error" title={refusalWords(failure)} />
      )}
      {mayChange ? (
        <form id={form} className="dialog-form template-form" onSubmit={submit} noValidate>
          <TemplateFields
            draft={draft}
            faults={faults}
            mayShare={isNew && list.mayShare}
            set={(part) => setDraft((current) => ({ ...current, ...part }))}
          />
          <TemplatePreview subject={draft.subject} body={draft.body} />
        </form>
      ) : (
        <>
          <p className="mention small">
            {draft.category}
            {draft.sides.length > 0 && ` · ${draft.sides.map((side) => sideLabels[side]).join(", ")}`}
          </p>
          <TemplatePreview subject={draft.subject} body={draft.body} />
        </>
      )}
    </Modal>
  );
}

const subtitleOf = (template: TemplateView | undefined, copying: boolean) => {
  if (!template || copying) return undefined;
  if (template.supplied) return "Fourni avec Guichet. Modifié, il devient celui de votre organisation.";
  return template.shared ? "Partagé avec toute la médiation" : "Vous seul le voyez";
};

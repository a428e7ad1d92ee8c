import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import type { DeclarationView } from "../../../../../shared/declarations/declaring.ts";
import { type Body, bodies as bodyNames } from "../../../../../shared/declarations/enums.ts";
import { formFaults } from "../../../../../shared/declarations/form-checks.ts";
import { usualRates } from "../../../../../shared/declarations/territory.ts";
import { Icon } from "../../../../ui/agent/icon.tsx";
import { useNow } from "../../../../ui/agent/now.ts";
import { PageTitle, useTitle } from "../../../../ui/agent/page-title.tsx";
import { Button } from "../../../../ui/button.tsx";
import { Checkbox } from "../../../../ui/checkbox.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { useVatLists } from "../../../access/platform/body-settings-queries.ts";
import { placesQuery } from "../show-queries.ts";
import { bodyWords, formBodies, performancesWords } from "./body-words.ts";
import { Completeness } from "./completeness.tsx";
import { ConflictChoice } from "./conflict-choice.tsx";
import { Crumbs } from "./crumbs.tsx";
import { goToField } from "./find-field.ts";
import { FormFiles } from "./form-files.tsx";
import { type Point, partsOf, pointsOf, textFaults } from "./form-points.ts";
import { GeneralFields } from "./general-fields.tsx";
import { GiveUpDraft } from "./give-up-draft.tsx";
import { PerformanceTable } from "./performance-table.tsx";
import { performanceWords } from "./performance-words.ts";
import { placeOf } from "./place-dialog.tsx";
import { SaveBar } from "./save-bar.tsx";
import { type FormState, useDeclarationForm } from "./use-declaration-form.ts";
import "../../../../ui/agent/forms.css";
import "../../../../ui/agent/list-table.css";
import "./declaring.css";

/** The draft of a declaration: filled once for all bodies, with what is missing and where (screens §5). */
export function FormPage({ found, space }: { found: DeclarationView; space: AgentSpace }) {
  useTitle("Déclaration");
  const navigate = useNavigate();
  const now = useNow();
  const state = useDeclarationForm(found, space.me.id);
  const places = (useQuery(placesQuery(space.organisation.id)).data?.places ?? []).map(placeOf);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [whole, setWhole] = useState(false);
  const { form } = state;
  const disabled = !found.allowed.includes("declaration.draft");
  const rates = usualRates(useVatLists(), form.place?.postalCode);
  const chosen = form.bodies.flatMap((body) => {
    const view = found.bodies.find((one) => one.body === body);
    return view ? [{ view, points: pointsOf(view, form, state.texts) }] : [];
  });
  const nameOf = (performanceId: string) => {
    const live = found.performances.find(({ id }) => id === performanceId);
    return live
      ? `du ${performanceWords(live.startAt, form.place?.timeZone ?? "Europe/Paris", now).day}`
      : "";
  };
  const setRow = (performanceId: string, isOpen: boolean) =>
    setOpen((rows) => {
      const next = new Set(rows);
      if (isOpen) next.add(performanceId);
      else next.delete(performanceId);
      return next;
    });
  const go = ({ path, performanceId }: Point) => {
    if (performanceId) setRow(performanceId, true);
    else setWhole(true);
    requestAnimationFrame(() => goToField(path));
  };
  useFieldOfAddress((path) => go({ path, performanceId: partsOf(path).performanceId, label: "" }));
  const left = new Set(chosen.flatMap(({ points }) => points.map(({ path }) => path))).size;
  const preview = async () => {
    await state.saveNow();
    void navigate({
      to: "/espace/$organisation/declarations/declarations/$declarationId/apercu",
      params: { organisation: space.organisation.slug, declarationId: found.id },
      search: form.bodies[0] ? { organisme: form.bodies[0] } : {},
    });
  };
  return (
    <div className="agent-page telling">
      <Crumbs found={found} space={space} />
      <header className="agent-head">
        <PageTitle>
          {titleVerb(found, form.bodies)} «&nbsp;{found.showName}&nbsp;»
        </PageTitle>
        <p className="mention">
          {found.number} · {performancesWords(form.performances.length)}
          {found.current.number > 1 && ` · version ${found.current.number}`}{" "}
          <span className="flag">
            <Icon name="fr-icon-draft-line" />
            Brouillon, rien n’est envoyé
          </span>
        </p>
      </header>
      {disabled && (
        <p className="banner">Vous pouvez lire cette déclaration. Un préparateur peut la remplir.</p>
      )}
      {state.conflict && (
        <ConflictChoice
          state={state}
          conflict={state.conflict}
          who={found.current.updatedBy?.name}
          nameOf={nameOf}
        />
      )}
      <Completeness
        found={found}
        bodies={chosen}
        space={space}
        nameOf={nameOf}
        onGo={go}
        saveNow={state.saveNow}
      />
      <Bodies found={found} state={state} disabled={disabled} />
      <section className="telling-block" aria-labelledby="pour-tout">
        <header>
          <h2 id="pour-tout">Pour tout le spectacle</h2>
          <span className="small mention">Vaut pour toutes les séances et tous les organismes</span>
        </header>
        <GeneralFields
          found={found}
          state={state}
          space={space}
          places={places}
          rates={rates}
          disabled={disabled}
          whole={whole}
          onWhole={() => setWhole(true)}
        />
      </section>
      <section className="telling-block" aria-labelledby="seances">
        <header>
          <h2 id="seances">Séance par séance</h2>
          <span className="small mention telling-legend">
            <span className="telling-own">Bleu</span>&nbsp;: propre à la séance ·{" "}
            <span className="telling-corrected">surligné</span>&nbsp;: corrigé à la main · gris&nbsp;: valeur
            par défaut
          </span>
        </header>
        <PerformanceTable
          found={found}
          state={state}
          places={places}
          rates={rates}
          disabled={disabled}
          open={open}
          onOpen={setRow}
        />
      </section>
      <section className="telling-block" aria-labelledby="pieces">
        <header>
          <h2 id="pieces">Pièces jointes</h2>
        </header>
        <FormFiles showId={found.showId} disabled={disabled} />
      </section>
      {!disabled && <GiveUpDraft found={found} space={space} />}
      <SaveBar
        kept={state.kept}
        wrong={textFaults(state.texts).length + formFaults(form).length}
        asked={state.conflict !== undefined}
        left={left}
      >
        <Button size="sm" onClick={() => void preview()}>
          Voir ce qui sera envoyé
        </Button>
      </SaveBar>
    </div>
  );
}

/** Goes once to the field that the address names: what a body refused. */
const useFieldOfAddress = (go: (path: string) => void) => {
  const first = useRef(go);
  useEffect(() => {
    const [, path] = /^#champ-(.+)$/.exec(decodeURIComponent(location.hash)) ?? [];
    if (path) first.current(path);
  }, []);
};

/** What a person does in this version: the first one declares, a later one mends what was refused or what was sent. */
const titleVerb = (found: DeclarationView, bodies: readonly Body[]): string => {
  if (found.current.number === 1) return "Déclarer";
  const wasSent = found.transmissions.some(
    ({ body, state }) => bodies.includes(body) && ["sent", "accepted", "deposited"].includes(state),
  );
  return wasSent ? "Rectifier" : "Corriger";
};

/** Bodies to tell: suggested, never imposed; those that were told already stay. */
function Bodies({ found, state, disabled }: { found: DeclarationView; state: FormState; disabled: boolean }) {
  const { form } = state;
  const suggested = found.bodies.some((one) => one.suggested);
  return (
    <section className="telling-block" aria-labelledby="a-qui">
      <header>
        <h2 id="a-qui">À qui déclarer</h2>
        {suggested && <span className="small mention">Proposé d’après le genre. Vous décidez.</span>}
      </header>
      <fieldset className="telling-bodies" disabled={disabled}>
        <legend className="fr-sr-only">Organismes</legend>
        {formBodies.map((body) => (
          <Checkbox
            key={body}
            id={`organisme-${body}`}
            checked={form.bodies.includes(body)}
            label={
              <>
                <strong>{body}</strong> <span className="small mention">{bodyWords[body].about}</span>
              </>
            }
            onChange={(on) =>
              state.change({
                ...form,
                bodies: Object.keys(bodyNames).flatMap((name) => {
                  const known = formBodies.find((one) => one === name);
                  const wanted = known === body ? on : known && form.bodies.includes(known);
                  return known && wanted ? [known] : [];
                }),
              })
            }
          />
        ))}
      </fieldset>
      <p className="small mention">
        SIBIL n’est pas ici&nbsp;: ces séances rejoignent seules la feuille du trimestre.
      </p>
    </section>
  );
}

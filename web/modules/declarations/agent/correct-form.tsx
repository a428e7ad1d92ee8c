import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import {
  amountWords,
  eurosWords,
  typedAmount,
  typedCount,
} from "../../../../shared/declarations/amount-words.ts";
import type { CorrectFigures } from "../../../../shared/declarations/show-inputs.ts";
import type { PerformanceView } from "../../../../shared/declarations/shows.ts";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Button } from "../../../ui/button.tsx";
import { Input } from "../../../ui/input.tsx";
import { grossOf, grossProposal, lineText, type TypedLineText } from "./corrected-lines.ts";
import { localStart, movedTo } from "./moved-times.ts";
import { correctFigures, keepShow } from "./show-queries.ts";

const wrongCount = "Écrivez un nombre entier.";
const wrongAmount = "Écrivez un montant, par exemple 120,00.";

type How = "lines" | "totals" | "start";
const ways: readonly (readonly [How, string])[] = [
  ["lines", "Tarif par tarif"],
  ["totals", "Les totaux seulement"],
  ["start", "La date ou l’heure"],
];

/**
 * Corrects a performance where it stands: by tariff where tariffs are known, its totals, or when it was. Entrée saves, Échap leaves;
 * what was typed stays through a refusal.
 */
export function CorrectForm({
  performance,
  day,
  onClose,
  onSaved,
}: {
  performance: PerformanceView;
  day: string;
  onClose: () => void;
  onSaved: () => void;
}) {
  const client = useQueryClient();
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const sales = performance.lines.filter(({ kind }) => kind === "sale");
  const byTariff = sales.length > 0 && !performance.linesDiffer;
  const [how, setHow] = useState<How>(byTariff ? "lines" : "totals");
  const starts = localStart(performance);
  const [start, setStart] = useState(starts);
  const [lines, setLines] = useState<TypedLineText[]>(() => sales.map(lineText));
  const [totals, setTotals] = useState(() => ({
    paid: String(performance.paid),
    free: String(performance.free),
    gross: amountWords(performance.gross),
    net: "",
  }));
  const [reason, setReason] = useState("");
  const [faults, setFaults] = useState<Record<string, string>>({});
  const save = useMutation({
    mutationFn: correctFigures,
    onSuccess: (found) => {
      keepShow(client, found);
      onSaved();
    },
  });
  useEffect(() => {
    const first = form.current?.querySelector<HTMLInputElement>(".fr-input");
    first?.focus();
    first?.select();
  }, []);
  const read = (): CorrectFigures | undefined => {
    const found: Record<string, string> = {};
    if (reason.trim() === "") found.reason = "Écrivez la raison de la correction.";
    const base = { performanceId: performance.id, version: performance.version, reason };
    let input: CorrectFigures = base;
    if (how === "start") {
      if (start.day === "") found.day = "Écrivez la date.";
      if (start.time === "") found.time = "Écrivez l’heure.";
      if (start.day === starts.day && start.time === starts.time) found.day = "Changez la date ou l’heure.";
      input = { ...base, ...movedTo(performance, starts, start) };
    } else if (how === "totals") {
      const paid = typedCount(totals.paid);
      const free = typedCount(totals.free);
      const gross = typedAmount(totals.gross);
      const net = totals.net.trim() === "" ? null : typedAmount(totals.net);
      if (paid === undefined) found.paid = wrongCount;
      if (free === undefined) found.free = wrongCount;
      if (gross === undefined || gross < 0) found.gross = wrongAmount;
      if (net === undefined || (net !== null && net < 0)) found.net = wrongAmount;
      if (gross !== undefined && net != null && net > gross)
        found.net = `Le HT (${eurosWords(net)}) dépasse le TTC (${eurosWords(gross)}).`;
      if (paid !== undefined && free !== undefined && gross !== undefined)
        input = {
          ...base,
          ...(paid === performance.paid ? {} : { paid }),
          ...(free === performance.free ? {} : { free }),
          ...(gross === performance.gross ? {} : { gross }),
          ...(net == null || net === performance.net ? {} : { net }),
        };
      if (Object.keys(input).length === Object.keys(base).length && Object.keys(found).length === 0)
        found.paid = "Changez au moins un chiffre.";
    } else {
      const typed = lines.flatMap((text, index) => {
        const paid = typedCount(text.paid);
        const free = typedCount(text.free);
        const gross = grossOf(text);
        if (paid === undefined) found[`paid-${index}`] = wrongCount;
        if (free === undefined) found[`free-${index}`] = wrongCount;
        if (gross === undefined || gross < 0) found[`gross-${index}`] = wrongAmount;
        if (paid === undefined || free === undefined || gross === undefined) return [];
        const { categoryId, category, unitPrice, vat } = text.line;
        return [{ categoryId, category, unitPrice, vat, paid, free, gross }];
      });
      const same = typed.every((line, index) => {
        const was = sales[index];
        return was?.paid === line.paid && was.free === line.free && was.gross === line.gross;
      });
      if (same && Object.keys(found).length === 0) found["paid-0"] = "Changez au moins un chiffre.";
      input = { ...base, lines: typed };
    }
    setFaults(found);
    return Object.keys(found).length === 0 ? input : undefined;
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (save.isPending) return;
    const input = read();
    if (input) save.mutate(input);
    else
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
  };
  const change = (at: number, part: Partial<TypedLineText>) =>
    setLines((all) => all.map((text, index) => (index === at ? { ...text, ...part } : text)));
  return (
    <form
      ref={form}
      className="correct-form"
      aria-label={`Corriger la séance du ${day}`}
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
      noValidate
    >
      <fieldset className="correct-form__how">
        <legend className="fr-sr-only">Ce qui est corrigé</legend>
        {ways
          .filter(([way]) => way !== "lines" || sales.length > 0)
          .map(([way, words]) => (
            <label key={way} className="plain-radio">
              <input type="radio" name={`${id}-how`} checked={how === way} onChange={() => setHow(way)} />
              <span>{words}</span>
            </label>
          ))}
      </fieldset>
      {how === "start" && (
        <div className="correct-form__fields">
          <Input
            label="Date"
            type="date"
            value={start.day}
            onChange={(day) => setStart({ ...start, day })}
            error={faults.day}
          />
          <Input
            label="Heure de début"
            type="time"
            value={start.time}
            onChange={(time) => setStart({ ...start, time })}
            error={faults.time}
          />
        </div>
      )}
      {how === "totals" && (
        <div className="correct-form__fields">
          <Input
            label="Entrées payantes"
            value={totals.paid}
            onChange={(paid) => setTotals({ ...totals, paid })}
            error={faults.paid}
            inputMode="numeric"
          />
          <Input
            label="Entrées gratuites"
            value={totals.free}
            onChange={(free) => setTotals({ ...totals, free })}
            error={faults.free}
            inputMode="numeric"
          />
          <Input
            label="Recette TTC, en euros"
            value={totals.gross}
            onChange={(gross) => setTotals({ ...totals, gross })}
            error={faults.gross}
            inputMode="decimal"
          />
          <Input
            label="Recette HT (vide : calculée)"
            value={totals.net}
            onChange={(net) => setTotals({ ...totals, net })}
            error={faults.net}
            inputMode="decimal"
          />
        </div>
      )}
      {how === "lines" &&
        lines.map((text, index) => (
          <fieldset key={`${text.line.categoryId} ${text.line.vat}`} className="correct-form__line">
            <legend>
              {text.line.category}{" "}
              <span className="mention">
                {text.line.unitPrice === null
                  ? ""
                  : text.line.unitPrice === 0
                    ? "gratuit"
                    : `à ${eurosWords(text.line.unitPrice)}`}
              </span>
            </legend>
            <Input
              label="Payantes"
              value={text.paid}
              onChange={(paid) => change(index, { paid })}
              error={faults[`paid-${index}`]}
              inputMode="numeric"
            />
            <Input
              label="Gratuites"
              value={text.free}
              onChange={(free) => change(index, { free })}
              error={faults[`free-${index}`]}
              inputMode="numeric"
            />
            <Input
              label={text.line.unitPrice === null ? "TTC, en euros" : "TTC (vide : prix × payantes)"}
              value={text.gross}
              onChange={(gross) => change(index, { gross })}
              error={faults[`gross-${index}`]}
              inputMode="decimal"
              suggestion={<GrossProposal text={text} onTake={(gross) => change(index, { gross })} />}
            />
          </fieldset>
        ))}
      <Input
        label="Raison"
        hint="Par exemple : 6 places vendues à l’entrée, souches 101 à 106"
        value={reason}
        onChange={setReason}
        error={faults.reason}
        maxLength={500}
        autoComplete="off"
      />
      {save.isError && (
        <p className="tone-error" role="alert">
          {refusalWords(save.error)}
        </p>
      )}
      <div className="row row--wrap">
        <Button type="submit" size="sm" busy={save.isPending && "Enregistrement…"}>
          Enregistrer
        </Button>
        <Button size="sm" look="secondary" onClick={onClose}>
          Annuler
        </Button>
        <span className="small mention">Une nouvelle lecture ne touche jamais à votre correction.</span>
      </div>
    </form>
  );
}

/** « 6 de plus à 18,00 € : ce serait 143,51 €. Reprendre » */
function GrossProposal({ text, onTake }: { text: TypedLineText; onTake: (gross: string) => void }) {
  const proposal = grossProposal(text);
  if (!proposal) return null;
  return (
    <p className="small mention">
      {proposal.words}{" "}
      <button
        type="button"
        className="text-button"
        onClick={({ currentTarget }) => {
          // What was pressed goes away: the focus stays at the amount.
          currentTarget.closest(".fr-input-group")?.querySelector("input")?.focus();
          onTake(amountWords(proposal.gross));
        }}
      >
        Reprendre<span className="fr-sr-only"> {eurosWords(proposal.gross)}</span>
      </button>
    </p>
  );
}

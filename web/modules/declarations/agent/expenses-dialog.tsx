import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { amountWords, eurosWords } from "../../../../shared/declarations/amount-words.ts";
import { faultOfExpenses, type PairFault } from "../../../../shared/declarations/amounts.ts";
import { type PerformanceType, performanceTypes } from "../../../../shared/declarations/enums.ts";
import { type ExpenseLine, expenseKinds } from "../../../../shared/declarations/show.ts";
import type { ShowView } from "../../../../shared/declarations/shows.ts";
import { ConfirmDialog } from "../../../ui/agent/confirm-dialog.tsx";
import { Button } from "../../../ui/button.tsx";
import { Select } from "../../../ui/select.tsx";
import { AmountPair, pairText } from "./amount-pair.tsx";
import { type PairText, readPair } from "./declaring/pair-words.ts";
import { changeShow, keepShow } from "./show-queries.ts";

/** Rate that expenses usually bear, basis points (declarations.md §3). */
const usualRate = 550;
const totals = [
  ["expenses", "Total des dépenses", "Contrats artistiques et frais d’approche"],
  ["introductionFees", "dont frais d’approche", "Transport, repas et hébergement de la compagnie"],
  ["circusExpenses", "dont frais de cirque", "Transport, montage et démontage d’un chapiteau. 0 si aucun"],
] as const;
type Total = (typeof totals)[number][0];

interface LineText {
  key: string;
  kind: ExpenseLine["kind"];
  text: PairText;
}
const isKind = (value: string): value is ExpenseLine["kind"] => Object.hasOwn(expenseKinds, value);
const isType = (value: string): value is PerformanceType => Object.hasOwn(performanceTypes, value);

/** Genre and expenses of a show, in all and by kind: a declaration begins with them, and SACEM's document lists them. */
export function ExpensesDialog({ show, onClose }: { show: ShowView; onClose: () => void }) {
  const client = useQueryClient();
  const [genre, setGenre] = useState<PerformanceType | null>(show.performanceType);
  const [texts, setTexts] = useState<Record<Total, PairText>>(() => ({
    expenses: pairText(show.expenses),
    introductionFees: pairText(show.introductionFees),
    circusExpenses: pairText(show.circusExpenses),
  }));
  const [lines, setLines] = useState<LineText[]>(() =>
    show.expenseLines.map((line, at) => ({ key: String(at), kind: line.kind, text: pairText(line) })),
  );
  const [checked, setChecked] = useState(false);
  const read = (text: PairText) => readPair(text, usualRate);
  const amountOf = (text: PairText) => {
    const pair = read(text);
    return pair.ok ? pair.amount : null;
  };
  const amounts = {
    expenses: amountOf(texts.expenses),
    introductionFees: amountOf(texts.introductionFees),
    circusExpenses: amountOf(texts.circusExpenses),
  };
  const faultOf = (text: PairText): PairFault | undefined => {
    const pair = read(text);
    return pair.ok ? undefined : pair.fault;
  };
  const faultOfTotal = (name: Total) =>
    faultOf(texts[name]) ?? (name === "expenses" ? faultOfExpenses(amounts) : undefined);
  const written = lines.flatMap(({ kind, text }) => {
    const amount = amountOf(text);
    return amount ? [{ ...amount, kind }] : [];
  });
  const sum = (half: "gross" | "net") => written.reduce((total, line) => total + line[half], 0);
  const differs =
    written.length > 0 && (sum("gross") !== amounts.expenses?.gross || sum("net") !== amounts.expenses.net);
  const change = (key: string, part: Partial<LineText>) =>
    setLines((all) => all.map((line) => (line.key === key ? { ...line, ...part } : line)));
  return (
    <ConfirmDialog
      title="Genre et dépenses du spectacle"
      confirm="Enregistrer"
      busy="Enregistrement…"
      check={() => {
        setChecked(true);
        return (
          totals.every(([name]) => faultOfTotal(name) === undefined) &&
          lines.every(({ text }) => read(text).ok)
        );
      }}
      act={() =>
        changeShow({
          showId: show.id,
          version: show.version,
          performanceType: genre,
          ...amounts,
          expenseLines: written,
        })
      }
      onDone={(found) => {
        keepShow(client, found);
        onClose();
      }}
      onClose={onClose}
    >
      <Select
        id="genre"
        label="Genre"
        hint="Sert à proposer les organismes"
        placeholder="Choisissez"
        value={genre ?? ""}
        onChange={(value) => isType(value) && setGenre(value)}
        options={Object.entries(performanceTypes)}
      />
      {totals.map(([name, label, hint]) => (
        <AmountPair
          key={name}
          label={label}
          hint={hint}
          rate={usualRate}
          value={texts[name]}
          onChange={(text) => setTexts({ ...texts, [name]: text })}
          fault={checked ? faultOfTotal(name) : undefined}
        />
      ))}
      <h3>Détail par contrat, facultatif</h3>
      {lines.map(({ key, kind, text }, at) => (
        <div key={key} className="expense-line">
          <Select
            id={`depense-${key}`}
            label={`Dépense ${at + 1}`}
            placeholder="Choisissez"
            value={kind}
            onChange={(value) => isKind(value) && change(key, { kind: value })}
            options={Object.entries(expenseKinds)}
          />
          <AmountPair
            label={expenseKinds[kind]}
            quiet
            rate={usualRate}
            value={text}
            onChange={(changed) => change(key, { text: changed })}
            fault={checked ? faultOf(text) : undefined}
          />
          <button
            type="button"
            className="text-button"
            onClick={() => setLines((all) => all.filter((line) => line.key !== key))}
          >
            Retirer<span className="fr-sr-only"> la dépense {at + 1}</span>
          </button>
        </div>
      ))}
      <p>
        <Button
          size="sm"
          look="secondary"
          icon="fr-icon-add-line"
          onClick={() =>
            setLines((all) => [
              ...all,
              {
                key: String(Math.max(-1, ...all.map((line) => Number(line.key))) + 1),
                kind: "ENGAGEMENT_CONTRACT",
                text: pairText(null),
              },
            ])
          }
        >
          Ajouter une dépense
        </Button>
      </p>
      {differs && (
        <p className="small mention" aria-live="polite">
          Ces dépenses font {eurosWords(sum("gross"))} TTC, {eurosWords(sum("net"))} HT.{" "}
          <button
            type="button"
            className="text-button"
            onClick={() =>
              setTexts({
                ...texts,
                expenses: { gross: amountWords(sum("gross")), net: amountWords(sum("net")) },
              })
            }
          >
            Reprendre comme total
          </button>
        </p>
      )}
    </ConfirmDialog>
  );
}

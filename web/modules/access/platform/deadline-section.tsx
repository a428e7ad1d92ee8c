import { typedCount } from "../../../../shared/declarations/amount-words.ts";
import {
  ChangeDeadline,
  DeadlineRule,
  type DeadlineSetting,
} from "../../../../shared/declarations/body-settings.ts";
import { deadlineOf, deadlineWords } from "../../../../shared/declarations/deadlines.ts";
import type { Body } from "../../../../shared/declarations/enums.ts";
import { longCalendarDay } from "../../../../shared/mediation/date-words.ts";
import { Input } from "../../../ui/input.tsx";
import { Select } from "../../../ui/select.tsx";
import { SettingsSection } from "../organisation/settings-section.tsx";
import { checked, type SectionSpec } from "../organisation/use-section.ts";
import { changeDeadline, keepBodySettings, rereadBodySettings } from "./body-settings-queries.ts";

/** One value, so that a rule and its number are never taken from two people. */
interface Draft {
  rule: { kind: string; count: string };
}

const kinds = {
  next_month_end: "Fin du mois suivant",
  days_after: "Un nombre de jours après",
  months_end: "Fin d’un mois plus lointain",
  after_quarter: "Un jour du mois qui suit le trimestre",
} as const;
/** What the number of a rule counts; a rule without one is not there. */
const counted: Readonly<Record<string, { label: string; hint: string }>> = {
  days_after: { label: "Nombre de jours", hint: "De 1 à 365, après la dernière séance" },
  months_end: { label: "Nombre de mois", hint: "De 1 à 12, après celui de la dernière séance" },
  after_quarter: { label: "Jour du mois", hint: "De 1 à 28, le mois qui suit le trimestre" },
};

const draftOf = ({ rule }: DeadlineSetting): Draft => ({
  rule: { kind: rule.kind, count: "count" in rule ? String(rule.count) : "" },
});
const ruleOf = ({ rule: { kind, count } }: Draft) =>
  kind in counted ? { kind, count: typedCount(count) ?? null } : { kind };

const specOf = (body: Body): SectionSpec<DeadlineSetting, Draft, ChangeDeadline> => ({
  pick: draftOf,
  check: (draft, { version }) => checked(ChangeDeadline.safeParse({ body, version, rule: ruleOf(draft) })),
  save: (_view, input) => changeDeadline(input),
  reread: async (client) => (await rereadBodySettings(client)).deadlines[body],
  keep: (client, saved) =>
    keepBodySettings(client, (known) => ({ ...known, deadlines: { ...known.deadlines, [body]: saved } })),
  saved: `L’échéance ${body} est enregistrée.`,
});

/** Until when a body wants to be told: the rule as a sentence, and what it gives for a day. */
export function DeadlineSection({
  body,
  setting,
  lastDay,
}: {
  body: Body;
  setting: DeadlineSetting;
  lastDay: string;
}) {
  return (
    <SettingsSection
      title={body}
      view={setting}
      spec={specOf(body)}
      may
      values={[
        { key: "rule", label: "À déclarer", words: (draft) => <Rule draft={draft} lastDay={lastDay} /> },
      ]}
      form={({ draft, faults, id, set }) => {
        const { kind, count } = draft.rule;
        const number = counted[kind];
        return (
          <>
            {body === "SIBIL" ? (
              <p className="mention">SIBIL se déclare par trimestre&nbsp;: seul son jour se règle.</p>
            ) : (
              <Select
                id={`${id}-regle`}
                label="Règle"
                placeholder="Choisissez une règle"
                options={Object.entries(kinds)}
                value={kind}
                error={faults.rule ?? faults["rule.kind"]}
                onChange={(chosen) => set({ rule: { kind: chosen, count } })}
              />
            )}
            {number && (
              <Input
                label={number.label}
                hint={number.hint}
                inputMode="numeric"
                width="medium"
                autoComplete="off"
                value={count}
                error={faults["rule.count"]}
                onChange={(typed) => set({ rule: { kind, count: typed } })}
              />
            )}
            <p aria-live="polite">
              <Rule draft={draft} lastDay={lastDay} />
            </p>
          </>
        );
      }}
    />
  );
}

/** « Au plus tard 30 jours après la dernière séance », with what it gives for the day of the example. */
function Rule({ draft, lastDay }: { draft: Draft; lastDay: string }) {
  const read = DeadlineRule.safeParse(ruleOf(draft));
  if (!read.success) return null;
  return (
    <>
      Au plus tard {deadlineWords(read.data)}.
      {lastDay !== "" && (
        <span className="second-line">
          Dernière séance le {longCalendarDay(lastDay)}&nbsp;: le{" "}
          <strong>{longCalendarDay(deadlineOf(read.data, lastDay))}</strong>.
        </span>
      )}
    </>
  );
}

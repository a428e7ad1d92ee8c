import { channels, originators } from "../../../../../shared/mediation/enums.ts";
import type { CaseView } from "../../../../../shared/mediation/schema.ts";
import { Input } from "../../../../ui/input.tsx";
import { drafts } from "./block-drafts.ts";
import { dayWords, labelOf, optionsOf } from "./block-words.ts";
import { CaseBlock } from "./case-block.tsx";
import { Choice } from "./choice.tsx";

/** When and how the request came: the day that counts. */
export function ReceptionBlock({ found, may }: { found: CaseView; may: boolean }) {
  const saved = drafts.reception(found);
  return (
    <CaseBlock
      name="reception"
      title="Saisine"
      found={found}
      may={may}
      asksReason={({ receivedOn, receivedTime }) =>
        receivedOn !== saved.receivedOn || receivedTime !== saved.receivedTime
      }
      lines={[
        {
          key: "receivedOn",
          label: "Reçue le",
          words: ({ receivedOn }) => dayWords(receivedOn),
        },
        {
          key: "receivedTime",
          label: "À",
          words: ({ receivedTime }) => receivedTime.replace(":", "\u00a0h\u00a0") || "Heure inconnue",
        },
        { key: "channel", label: "Mode de saisine", words: ({ channel }) => labelOf(channels, channel) },
        {
          key: "originator",
          label: "Origine",
          words: ({ originator }) => labelOf(originators, originator) || "Non précisée",
        },
      ]}
      form={({ draft, faults, id, set }) => (
        <>
          <div className="case-block__pair">
            <Input
              id={`${id}-receivedOn`}
              label="Reçue le"
              hint="La vraie date, même ancienne. Par exemple 05/03/2027"
              value={draft.receivedOn}
              error={faults.receivedOn}
              onChange={(receivedOn) => set({ receivedOn })}
            />
            <Input
              id={`${id}-receivedTime`}
              label="Heure"
              hint="Vide si elle n’est pas connue. Par exemple 14:32"
              value={draft.receivedTime}
              error={faults.receivedTime}
              onChange={(receivedTime) => set({ receivedTime })}
            />
          </div>
          <div className="case-block__pair">
            <Choice
              id={`${id}-channel`}
              label="Mode de saisine"
              options={optionsOf(channels)}
              value={draft.channel}
              error={faults.channel}
              onChange={(channel) => set({ channel: channel as typeof draft.channel })}
            />
            <Choice
              id={`${id}-originator`}
              label="Origine"
              options={optionsOf(originators, "Non précisée")}
              value={draft.originator}
              error={faults.originator}
              onChange={(originator) => set({ originator: originator as typeof draft.originator })}
            />
          </div>
        </>
      )}
    />
  );
}

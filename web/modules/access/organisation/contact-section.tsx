import type { OrganisationView } from "../../../../shared/access/organisation.ts";
import { Input } from "../../../ui/input.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import { linesOf, organisationSection } from "./organisation-input.ts";
import { SettingsSection } from "./settings-section.tsx";

const spec = organisationSection(
  ({ settings }: OrganisationView) => ({
    phone: settings.phone ?? "",
    phoneHours: settings.phoneHours ?? "",
    address: settings.address.join("\n"),
    counterHours: settings.counterHours ?? "",
  }),
  ({ address, ...rest }) => ({ ...rest, address: linesOf(address) }),
);

const inLines = (text: string) => <span className="settings-lines">{text}</span>;

/** How the public reaches the organisation: on its pages and at the foot of its mails. */
export function ContactSection({ view, may }: { view: OrganisationView; may: boolean }) {
  return (
    <SettingsSection
      title="Coordonnées"
      note="Le public les voit sur vos pages et au bas des e-mails."
      view={view}
      spec={spec}
      may={may}
      values={[
        { key: "phone", label: "Téléphone", words: ({ phone }) => phone },
        { key: "phoneHours", label: "Horaires", words: ({ phoneHours }) => phoneHours },
        { key: "address", label: "Adresse", words: ({ address }) => address && inLines(address) },
        { key: "counterHours", label: "Accueil", words: ({ counterHours }) => counterHours },
      ]}
      form={({ draft, faults, id, set }) => (
        <>
          <Input
            label="Téléphone"
            hint="Facultatif"
            type="tel"
            width="medium"
            value={draft.phone}
            error={faults.phone}
            onChange={(phone) => set({ phone })}
          />
          <Input
            label="Horaires du téléphone"
            hint="Facultatif. Par exemple : du lundi au vendredi de 9 h à 12 h"
            value={draft.phoneHours}
            error={faults.phoneHours}
            onChange={(phoneHours) => set({ phoneHours })}
          />
          <TextArea
            id={`${id}-address`}
            label="Adresse postale"
            hint="Une ligne d’adresse par ligne, six au plus."
            rows={3}
            value={draft.address}
            error={
              faults.address ?? Object.entries(faults).find(([path]) => path.startsWith("address."))?.[1]
            }
            onChange={(address) => set({ address })}
          />
          <TextArea
            id={`${id}-counter`}
            label="Accueil sur place"
            hint="Facultatif. Jours, heures, accès."
            rows={3}
            value={draft.counterHours}
            error={faults.counterHours}
            onChange={(counterHours) => set({ counterHours })}
          />
        </>
      )}
    />
  );
}

import {
  type Accent,
  accents,
  isAccent,
  type OrganisationView,
} from "../../../../shared/access/organisation.ts";
import { Input } from "../../../ui/input.tsx";
import { RadioButtons } from "../../../ui/radio-buttons.tsx";
import { Select } from "../../../ui/select.tsx";
import { organisationSection } from "./organisation-input.ts";
import { SettingsSection } from "./settings-section.tsx";
import { timeZoneLabel, timeZones } from "./time-zones.ts";

const spec = organisationSection((view: OrganisationView) => ({
  name: view.name,
  shortName: view.settings.shortName,
  senderName: view.settings.senderName,
  accent: isAccent(view.settings.accent) ? view.settings.accent : ("blue-france" as Accent),
  timeZone: view.timeZone,
}));

const Swatch = ({ accent }: { accent: Accent }) => (
  <span className="row">
    <span className="swatch" data-accent={accent} aria-hidden="true" />
    {accents[accent]}
  </span>
);

/** Names, colour, time zone, and the name that signs the mails. */
export function IdentitySection({ view, may }: { view: OrganisationView; may: boolean }) {
  const zones = timeZones.some(([zone]) => zone === view.timeZone)
    ? timeZones
    : [...timeZones, [view.timeZone, view.timeZone] as const];
  return (
    <SettingsSection
      title="Identité"
      view={view}
      spec={spec}
      may={may}
      values={[
        { key: "name", label: "Nom", words: ({ name }) => name },
        { key: "shortName", label: "Nom court", words: ({ shortName }) => shortName },
        { key: "senderName", label: "Signature des e-mails", words: ({ senderName }) => senderName },
        { key: "accent", label: "Couleur", words: ({ accent }) => <Swatch accent={accent} /> },
        { key: "timeZone", label: "Heure", words: ({ timeZone }) => timeZoneLabel(timeZone) },
      ]}
      form={({ draft, faults, id, set }) => (
        <>
          <Input
            label="Nom"
            hint="En entier, comme le public le connaît."
            value={draft.name}
            error={faults.name}
            onChange={(name) => set({ name })}
            autoComplete="organization"
          />
          <Input
            label="Nom court"
            hint="Là où la place manque."
            value={draft.shortName}
            error={faults.shortName}
            onChange={(shortName) => set({ shortName })}
          />
          <Input
            label="Signature des e-mails"
            hint="Le nom de l’expéditeur, tel que le montre une boîte de réception."
            value={draft.senderName}
            error={faults.senderName}
            onChange={(senderName) => set({ senderName })}
          />
          <RadioButtons
            legend="Couleur"
            hint="Un filet de cette couleur souligne l’en-tête des pages et des e-mails."
            name={`${id}-accent`}
            value={draft.accent}
            error={faults.accent}
            options={Object.keys(accents)
              .filter(isAccent)
              .map((accent) => ({ value: accent, label: <Swatch accent={accent} /> }))}
            onChange={(accent) => set({ accent })}
          />
          <Preview
            name={draft.shortName}
            senderName={draft.senderName}
            accent={draft.accent}
            logo={view.settings.logo}
          />
          <Select
            id={`${id}-zone`}
            label="Heure"
            hint="Celle des dates et des échéances dans les pages et les e-mails."
            placeholder="Choisir un territoire"
            options={zones}
            value={draft.timeZone}
            error={faults.timeZone}
            onChange={(timeZone) => set({ timeZone })}
          />
        </>
      )}
    />
  );
}

/** The header of a page and the head of a mail with the colour as chosen. */
function Preview({
  name,
  senderName,
  accent,
  logo,
}: {
  name: string;
  senderName: string;
  accent: Accent;
  logo: string | undefined;
}) {
  return (
    <figure className="identity-preview" data-accent={accent}>
      <figcaption className="small mention">Aperçu</figcaption>
      <div className="identity-preview__page">
        {logo && <img src={logo} alt="" />}
        <strong>{name}</strong>
      </div>
      <div className="identity-preview__mail">
        <span className="small mention">De</span> {senderName}
      </div>
    </figure>
  );
}

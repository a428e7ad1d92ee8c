import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { rateWords } from "../../../../../shared/declarations/amount-words.ts";
import { ChangeProfile, type ProfileView } from "../../../../../shared/declarations/declaring.ts";
import { usualRates } from "../../../../../shared/declarations/territory.ts";
import { LoadFailed } from "../../../../ui/agent/load-failed.tsx";
import { PageTitle, useTitle } from "../../../../ui/agent/page-title.tsx";
import { Skeleton } from "../../../../ui/agent/waiting.tsx";
import { Input } from "../../../../ui/input.tsx";
import { Select } from "../../../../ui/select.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { SettingsSection } from "../../../access/organisation/settings-section.tsx";
import { checked, type SectionSpec } from "../../../access/organisation/use-section.ts";
import { useVatLists } from "../../../access/platform/body-settings-queries.ts";
import { changeProfile, keepProfile, profileQuery } from "./declaring-queries.ts";
import "../../../../ui/agent/forms.css";
import "../../../access/organisation/settings.css";

const draftOf = (view: ProfileView) => ({
  sacemClientNumber: view.sacemClientNumber ?? "",
  sacdDeclarantId: view.sacdDeclarantId ?? "",
  licenceNumbers: view.licenceNumbers.join("\n"),
  signatory: view.signatory ?? "",
  defaultVat: String(view.defaultVat),
});
type Draft = ReturnType<typeof draftOf>;

const orNull = (text: string) => (text.trim() === "" ? null : text.trim());
const digits = (text: string) => orNull(text.replace(/\s/g, ""));

const spec: SectionSpec<ProfileView, Draft, ChangeProfile> = {
  pick: draftOf,
  check: (draft, view) =>
    checked(
      ChangeProfile.safeParse({
        organisationId: view.organisationId,
        version: view.version,
        sacemClientNumber: digits(draft.sacemClientNumber),
        sacdDeclarantId: digits(draft.sacdDeclarantId),
        licenceNumbers: draft.licenceNumbers.split(/[\n,;]/).flatMap((one) => orNull(one) ?? []),
        signatory: orNull(draft.signatory),
        defaultVat: Number(draft.defaultVat),
      }),
    ),
  save: (_view, input) => changeProfile(input),
  reread: (client, view) => client.fetchQuery({ ...profileQuery(view.organisationId), staleTime: 0 }),
  keep: keepProfile,
  saved: "Vos numéros sont enregistrés.",
};

/** What the organisation is known by at the bodies, given once for all declarations (screens §10). */
export function NumbersPage({ space }: { space: AgentSpace }) {
  useTitle("Nos numéros");
  const query = useQuery(profileQuery(space.organisation.id));
  return (
    <div className="agent-page">
      <header className="agent-head">
        <PageTitle>Nos numéros</PageTitle>
        <p className="mention">Repris dans toutes vos déclarations.</p>
      </header>
      {query.isPending && <Skeleton says="Chargement de vos numéros…" />}
      {query.isError && !query.data && (
        <LoadFailed what="vos numéros" error={query.error} retry={() => void query.refetch()} />
      )}
      {query.data && (
        <div className="settings">
          <Numbers view={query.data} />
          <p className="mention">
            Le SIRET et sa preuve sont dans la page{" "}
            <Link to="/espace/$organisation/organisation" params={{ organisation: space.organisation.slug }}>
              Organisation
            </Link>
            .
          </p>
        </div>
      )}
    </div>
  );
}

function Numbers({ view }: { view: ProfileView }) {
  const vatLists = useVatLists();
  return (
    <SettingsSection
      title="Organismes et licences"
      view={view}
      spec={spec}
      may={view.allowed.includes("profile.edit")}
      values={[
        { key: "sacemClientNumber", label: "Numéro client SACEM", words: (draft) => draft.sacemClientNumber },
        { key: "sacdDeclarantId", label: "Identifiant SACD", words: (draft) => draft.sacdDeclarantId },
        {
          key: "licenceNumbers",
          label: "Licences de spectacle",
          words: (draft) => <span className="settings-lines">{draft.licenceNumbers}</span>,
        },
        { key: "signatory", label: "Signataire", words: (draft) => draft.signatory },
        {
          key: "defaultVat",
          label: "TVA habituelle des billets",
          words: (draft) => rateWords(Number(draft.defaultVat)),
        },
      ]}
      form={({ draft, faults, id, set }) => (
        <>
          <Input
            label="Numéro client SACEM"
            hint="Sur vos factures SACEM"
            inputMode="numeric"
            width="medium"
            autoComplete="off"
            value={draft.sacemClientNumber}
            error={faults.sacemClientNumber}
            onChange={(sacemClientNumber) => set({ sacemClientNumber })}
          />
          <Input
            label="Identifiant SACD"
            hint={"Sur votre dernière facture SACD, sous «\u00a0Déclarant\u00a0»"}
            inputMode="numeric"
            width="medium"
            autoComplete="off"
            value={draft.sacdDeclarantId}
            error={faults.sacdDeclarantId}
            onChange={(sacdDeclarantId) => set({ sacdDeclarantId })}
          />
          <Input
            label="Licences de spectacle"
            hint="Séparées par une virgule, par exemple PLATESV-R-2027-000001"
            autoComplete="off"
            value={draft.licenceNumbers.replaceAll("\n", ", ")}
            error={
              faults.licenceNumbers ??
              Object.entries(faults).find(([path]) => path.startsWith("licenceNumbers."))?.[1]
            }
            onChange={(text) => set({ licenceNumbers: text.replaceAll(/,\s*/g, "\n") })}
          />
          <Input
            label="Signataire"
            hint="Nom et qualité de qui répond des déclarations"
            maxLength={200}
            value={draft.signatory}
            error={faults.signatory}
            onChange={(signatory) => set({ signatory })}
          />
          <Select
            id={`${id}-tva`}
            label="TVA habituelle des billets"
            hint="Proposée pour les spectacles qui n’en disent rien"
            placeholder="Choisir un taux"
            options={[...new Set([...usualRates(vatLists, undefined), Number(draft.defaultVat)])].map(
              (rate) => [String(rate), rateWords(rate)],
            )}
            value={draft.defaultVat}
            error={faults.defaultVat}
            onChange={(defaultVat) => set({ defaultVat })}
          />
        </>
      )}
    />
  );
}

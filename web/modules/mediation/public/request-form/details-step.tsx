import { representativeKinds } from "../../../../../shared/mediation/public-labels.ts";
import { Checkbox } from "../../../../ui/checkbox.tsx";
import { Input } from "../../../../ui/input.tsx";
import { Select } from "../../../../ui/select.tsx";
import type { RepresentativeAnswers, RequesterAnswers } from "./answers.ts";
import { ContactFields } from "./contact-fields.tsx";
import { IdentityFields } from "./identity-fields.tsx";
import type { StepProps } from "./step-props.ts";

/** Changes to one person of the answers. */
const useGroups = ({ answers, change }: StepProps) => ({
  changeRequester: (patch: Partial<RequesterAnswers>) =>
    change({ requester: { ...answers.requester, ...patch } }),
  changeRepresentative: (patch: Partial<RepresentativeAnswers>) =>
    change({ representative: { ...answers.representative, ...patch } }),
});

const OrganisationFields = (props: StepProps) => {
  const { answers, field } = props;
  const { changeRequester } = useGroups(props);
  return (
    <>
      <h2 className="fr-h5">Votre organisme</h2>
      <Input
        label="Nom de l’organisme"
        autoComplete="organization"
        value={answers.requester.legalName}
        onChange={(legalName) => changeRequester({ legalName })}
        {...field("requester.legalName")}
      />
      <Input
        label="Numéro Siret (facultatif)"
        hint="14 chiffres. Exemple : 732 829 320 00074"
        width="medium"
        inputMode="numeric"
        value={answers.requester.siret}
        onChange={(siret) => changeRequester({ siret })}
        {...field("requester.siret")}
      />
    </>
  );
};

const OwnDetails = (props: StepProps) => {
  const { changeRequester } = useGroups(props);
  const { requester } = props.answers;
  return (
    <>
      {props.answers.onBehalf === "ORGANISATION" ? <OrganisationFields {...props} /> : null}
      <h2 className="fr-h5">Qui êtes-vous ?</h2>
      <IdentityFields
        group="requester"
        person={requester}
        change={changeRequester}
        field={props.field}
        form={props.form}
      />
      <ContactFields
        group="requester"
        person={requester}
        change={changeRequester}
        field={props.field}
        form={props.form}
        title="Comment vous joindre ?"
      />
      <Input
        label="Avez-vous besoin d’un aménagement pour échanger ? (facultatif)"
        hint="Par exemple : gros caractères, langue des signes, aide d’un proche"
        maxLength={500}
        value={requester.accessibilityNeeds}
        onChange={(accessibilityNeeds) => changeRequester({ accessibilityNeeds })}
        {...props.field("requester.accessibilityNeeds")}
      />
    </>
  );
};

const RepresentedPerson = (props: StepProps) => {
  const { changeRequester } = useGroups(props);
  const { requester } = props.answers;
  return (
    <>
      <h2 className="fr-h5">La personne que vous représentez</h2>
      <IdentityFields
        group="requester"
        person={requester}
        change={changeRequester}
        field={props.field}
        form={props.form}
        other
      />
      <Checkbox
        id="requester-unreachable"
        label="Je n’ai pas ses coordonnées"
        checked={requester.unreachable}
        onChange={(unreachable) => changeRequester({ unreachable })}
      />
      {requester.unreachable ? null : (
        <ContactFields
          group="requester"
          person={requester}
          change={changeRequester}
          field={props.field}
          form={props.form}
          title="Comment la joindre ?"
          other
        />
      )}
    </>
  );
};

const kinds = Object.entries(representativeKinds).filter(([kind]) => kind !== "EMPLOYEE");

const Representative = (props: StepProps) => {
  const { changeRepresentative } = useGroups(props);
  const { answers, field, words } = props;
  const { representative } = answers;
  return (
    <>
      <h2 className="fr-h5">Vous</h2>
      <Select
        label="Vous faites cette demande en tant que"
        options={kinds}
        placeholder="Choisissez votre rôle"
        value={representative.kind ?? ""}
        onChange={(kind) => changeRepresentative({ kind: kind as RepresentativeAnswers["kind"] })}
        {...field("representative.kind")}
      />
      <Input
        label="Votre organisme (facultatif)"
        hint="Par exemple : un cabinet, une association, un espace France services"
        autoComplete="organization"
        value={representative.organisationName}
        onChange={(organisationName) => changeRepresentative({ organisationName })}
        {...field("representative.organisationName")}
      />
      <IdentityFields
        group="representative"
        person={representative}
        change={changeRepresentative}
        field={field}
        form={props.form}
      />
      <Checkbox
        id="representative-requesterAgrees"
        label="La personne est d’accord pour que je fasse cette demande"
        hint={`Vous pourrez joindre le mandat à l’étape « Pièces ». Sans lui, ${words.the} répondra à la personne elle-même.`}
        checked={representative.requesterAgrees}
        onChange={(requesterAgrees) => changeRepresentative({ requesterAgrees })}
      />
      <ContactFields
        group="representative"
        person={representative}
        change={changeRepresentative}
        field={field}
        form={props.form}
        title="Comment vous joindre ?"
      />
    </>
  );
};

export const DetailsStep = (props: StepProps) =>
  props.answers.onBehalf === "PERSON" ? (
    <>
      <RepresentedPerson {...props} />
      <hr className="fr-hr" />
      <Representative {...props} />
    </>
  ) : (
    <OwnDetails {...props} />
  );

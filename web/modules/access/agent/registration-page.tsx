import { useEffect, useState } from "react";
import * as z from "zod/mini";
import { type Company, type FoundCompany, RegisterCompany } from "../../../../shared/access/companies.ts";
import { siretFault, siretWords } from "../../../../shared/access/siret.ts";
import { Input } from "../../../ui/input.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { CannotProve, proofOfWork } from "../../../ui/proof-of-work.ts";
import { Unbroken } from "../../../ui/unbroken.tsx";
import { BackLink, EntryFrame } from "./entry-frame.tsx";
import { LinkPage } from "./link-page.tsx";
import { NameFields } from "./name-fields.tsx";
import { findCompany, registerCompany } from "./registration-api.ts";
import { ConfirmRegistration } from "./registration-confirm.tsx";
import { ShortForm } from "./short-form.tsx";
import { useForm } from "./use-form.ts";

const title = "Inscrire votre entreprise de spectacle";

/** The number, checked as it is typed by people: spaces allowed, and each fault with its own sentence. */
const Siret = z.object({
  siret: z.string().check((ctx) => {
    const fault = siretFault(ctx.value);
    if (fault) ctx.issues.push({ code: "custom", message: fault, input: ctx.value });
  }),
});

function AskSiret({ onFound }: { onFound: (found: FoundCompany) => void }) {
  const form = useForm({
    schema: Siret,
    initial: { siret: "" },
    send: ({ siret }) => findCompany(siret),
    onDone: onFound,
    refusalAt: "siret",
  });
  return (
    <EntryFrame title={title} before={<BackLink href="/connexion">Connexion</BackLink>}>
      <p>
        Pour déclarer vos spectacles. Si votre entreprise utilise déjà Guichet, demandez plutôt une invitation
        à son administrateur.
      </p>
      <ShortForm of={form} action="Rechercher" busyWords="Recherche…">
        <Input
          label="Numéro SIRET"
          hint="14 chiffres. Exemple : 123 456 789 00012"
          name="siret"
          inputMode="numeric"
          autoComplete="off"
          value={form.values.siret ?? ""}
          error={form.fault("siret")}
          onChange={form.set("siret")}
        />
      </ShortForm>
    </EntryFrame>
  );
}

const Found = ({ company }: { company: Company }) => (
  <dl className="entry__facts">
    <div>
      <dt>Entreprise</dt>
      <dd>
        <strong>{company.name ?? "Nom non publié"}</strong>
      </dd>
    </div>
    {company.address && (
      <div>
        <dt>Adresse</dt>
        <dd>{company.address}</dd>
      </div>
    )}
    <div>
      <dt>SIRET</dt>
      <dd>
        {siretWords(company.siret)}
        {company.headOffice === true && ", siège"}
        {company.headOffice === false && ", établissement secondaire"}
      </dd>
    </div>
  </dl>
);

const missing: Partial<Record<Company["source"], string>> = {
  masked:
    "Cette entreprise a demandé à ne pas être publiée. Écrivez vous-même ce qui manque ; un justificatif vous sera demandé ensuite.",
  unavailable: "L’annuaire ne répond pas. Vous pouvez saisir le nom et l’adresse.",
};

function AskPerson({ found, onOther }: { found: FoundCompany; onOther: () => void }) {
  const { company, proof } = found;
  const [sentTo, setSentTo] = useState<string>();
  const [prover] = useState(proofOfWork);
  useEffect(() => prover.prepare(), [prover]);
  const typed = {
    ...(company.name === null ? { name: "" } : {}),
    ...(company.address === null ? { address: "" } : {}),
  };
  const form = useForm({
    schema: RegisterCompany,
    initial: { firstName: "", lastName: "", email: "", ...typed },
    also: { proof },
    send: async (input) => {
      await registerCompany(input, await prover.take());
      return input.email;
    },
    onDone: setSentTo,
    explain: (error) =>
      error instanceof CannotProve ? `${error.message} Essayez avec un navigateur à jour.` : undefined,
  });
  if (sentTo !== undefined) {
    return (
      <EntryFrame title="Consultez votre messagerie">
        <p role="status">
          Un <Unbroken>e-mail</Unbroken> part à <strong className="break-anywhere">{sentTo}</strong>. Ouvrez
          son lien pour terminer l’inscription&nbsp;: il est valable 24&nbsp;heures.
        </p>
        <section className="entry__more">
          <h2 className="fr-h6">Vous ne recevez rien&nbsp;?</h2>
          <ul>
            <li>Regardez dans les courriers indésirables.</li>
            <li>
              <button type="button" className="fr-link" onClick={() => setSentTo(undefined)}>
                Vérifier l’adresse et recommencer
              </button>
            </li>
          </ul>
        </section>
      </EntryFrame>
    );
  }
  const note = missing[company.source];
  return (
    <EntryFrame title={title} key="person">
      <Found company={company} />
      <p>
        <button type="button" className="fr-link" onClick={onOther}>
          Ce n’est pas mon entreprise
        </button>
      </p>
      {note && <Notice>{note}</Notice>}
      <ShortForm of={form} action="Recevoir le lien" busyWords="Envoi en cours…">
        {company.name === null && (
          <Input
            label="Nom de l’entreprise"
            name="name"
            autoComplete="organization"
            value={form.values.name ?? ""}
            error={form.fault("name")}
            onChange={form.set("name")}
          />
        )}
        {company.address === null && (
          <Input
            label="Adresse de l’entreprise"
            name="address"
            autoComplete="street-address"
            value={form.values.address ?? ""}
            error={form.fault("address")}
            onChange={form.set("address")}
          />
        )}
        <NameFields of={form} your />
        <Input
          label="Votre adresse e-mail professionnelle"
          type="email"
          name="email"
          autoComplete="email"
          spellCheck={false}
          value={form.values.email ?? ""}
          error={form.fault("email")}
          onChange={form.set("email")}
        />
      </ShortForm>
    </EntryFrame>
  );
}

function Register() {
  const [found, setFound] = useState<FoundCompany>();
  return found ? (
    <AskPerson found={found} onOther={() => setFound(undefined)} />
  ) : (
    <AskSiret onFound={setFound} />
  );
}

/** A live-performance company registers itself; with the link of its mail, it comes in. */
export const RegistrationPage = () => (
  <LinkPage kind="registration" title={title} none={<Register />}>
    {(token) => <ConfirmRegistration token={token} />}
  </LinkPage>
);

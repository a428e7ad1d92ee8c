import { useEffect, useRef, useState } from "react";
import { contactProblems } from "../../../../../shared/mediation/contact.ts";
import type { FollowUpView } from "../../../../../shared/mediation/schema.ts";
import type { FieldProblem } from "../../../../../shared/platform/problem.ts";
import { ProblemError } from "../../../../app/api.ts";
import { failureWords } from "../../../../app/failure-words.ts";
import { Alert } from "../../../../ui/alert.tsx";
import { Button } from "../../../../ui/button.tsx";
import { Input } from "../../../../ui/input.tsx";
import { Select } from "../../../../ui/select.tsx";
import { Unbroken } from "../../../../ui/unbroken.tsx";
import { countries } from "../request-form/countries.ts";
import { askEmailChange, changeContact } from "./follow-up-api.ts";

interface ContactPageProps {
  view: FollowUpView;
  onBack: () => void;
  onChanged: (view: FollowUpView) => void;
  onExpired: () => void;
}

const problemsOf = (error: unknown): FieldProblem[] =>
  error instanceof ProblemError ? [...(error.problem.fields ?? [])] : [];
const hasEnded = (error: unknown) =>
  error instanceof ProblemError && ["link_closed", "code_needed"].includes(error.problem.reason);

/** The address at which somebody wants to be written to: nothing changes before it is confirmed from there. */
const EmailForm = ({ view, onChanged, onExpired }: Omit<ContactPageProps, "onBack">) => {
  const { email, pendingEmail } = view.own.contact;
  const [wanted, setWanted] = useState("");
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = () => {
    if (busy) return;
    if (!wanted.trim()) return setFault("Écrivez votre nouvelle adresse.");
    setBusy(true);
    setFault(undefined);
    askEmailChange(wanted.trim())
      .then(
        (next) => {
          setWanted("");
          onChanged(next);
        },
        (error: unknown) => {
          if (hasEnded(error)) onExpired();
          else setFault(problemsOf(error)[0]?.message ?? failureWords(error));
        },
      )
      .finally(() => setBusy(false));
  };
  return (
    <form
      className="form narrow"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <h2 className="fr-h5 fr-mb-0">
        Votre adresse <Unbroken>e-mail</Unbroken>
      </h2>
      <p className="fr-mb-0">
        {email ? (
          <>
            Nous vous écrivons à <strong className="long-word">{email}</strong>.
          </>
        ) : (
          <>
            Nous n’avons pas votre <Unbroken>e-mail</Unbroken>.
          </>
        )}
      </p>
      <div role="status">
        {pendingEmail ? (
          <Alert severity="info" title="Une adresse attend d’être confirmée" announced={false}>
            <p>
              Suivez le lien envoyé à <strong className="long-word">{pendingEmail}</strong>. Il fonctionne
              pendant 7 jours. {email ? "D’ici là, rien ne change." : ""}
            </p>
          </Alert>
        ) : null}
      </div>
      <Input
        label="Nouvelle adresse"
        hint="Un lien y sera envoyé. L’adresse actuelle est prévenue."
        type="email"
        autoComplete="email"
        value={wanted}
        onChange={setWanted}
        error={fault}
      />
      <div className="actions">
        <Button type="submit" look="secondary" busy={busy ? "Envoi en cours…" : false}>
          Changer d’adresse
        </Button>
      </div>
    </form>
  );
};

const PostalForm = ({ view, onChanged, onExpired }: Omit<ContactPageProps, "onBack">) => {
  const { contact } = view.own;
  const [typed, setTyped] = useState({
    phone: contact.phone ?? "",
    line1: contact.line1 ?? "",
    line2: contact.line2 ?? "",
    postalCode: contact.postalCode ?? "",
    city: contact.city ?? "",
    country: contact.country,
  });
  const [faults, setFaults] = useState<FieldProblem[]>([]);
  const [said, setSaid] = useState("");
  const [busy, setBusy] = useState(false);
  const alert = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (faults.length > 0) alert.current?.focus();
  }, [faults]);
  const faultOf = (path: string) => faults.find((fault) => fault.path === path)?.message;
  const field = (name: keyof typeof typed) => ({
    value: typed[name],
    error: faultOf(name),
    onChange: (value: string) => setTyped((before) => ({ ...before, [name]: value })),
  });
  const submit = () => {
    if (busy) return;
    setSaid("");
    const wrong = contactProblems({ ...typed, email: contact.email ?? undefined }).map(
      ({ field: path, message }) => ({ path: path === "contact" ? "phone" : path, message }),
    );
    setFaults(wrong);
    if (wrong.length > 0) return;
    setBusy(true);
    changeContact(typed)
      .then(
        (next) => {
          setSaid("Vos coordonnées sont enregistrées.");
          onChanged(next);
        },
        (error: unknown) => {
          const fields = problemsOf(error);
          if (hasEnded(error)) onExpired();
          else setFaults(fields.length > 0 ? fields : [{ path: "phone", message: failureWords(error) }]);
        },
      )
      .finally(() => setBusy(false));
  };
  return (
    <form
      className="form narrow section"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <h2 className="fr-h5 fr-mb-0">Téléphone et adresse</h2>
      {faults.length > 0 ? (
        <Alert
          ref={alert}
          severity="error"
          title={
            faults.length > 1 ? `Il y a ${faults.length} erreurs à corriger` : "Il y a 1 erreur à corriger"
          }
        >
          <ul>
            {faults.map(({ path, message }) => (
              <li key={path}>{message}</li>
            ))}
          </ul>
        </Alert>
      ) : null}
      <Input
        label="Téléphone (facultatif)"
        type="tel"
        autoComplete="tel"
        width="medium"
        {...field("phone")}
      />
      <Input label="Numéro et rue (facultatif)" autoComplete="address-line1" {...field("line1")} />
      <Input
        label="Complément (facultatif)"
        hint="Bâtiment, appartement, lieu-dit"
        autoComplete="address-line2"
        {...field("line2")}
      />
      <Input label="Code postal" autoComplete="postal-code" width="medium" {...field("postalCode")} />
      <Input label="Commune" autoComplete="address-level2" {...field("city")} />
      <Select
        id="contact-country"
        label="Pays"
        placeholder="Choisir un pays"
        autoComplete="country"
        options={[["FR", "France"], ...countries()]}
        {...field("country")}
      />
      <p role="status" className="mention">
        {said}
      </p>
      <div className="actions">
        <Button type="submit" busy={busy ? "Enregistrement…" : false}>
          Enregistrer
        </Button>
      </div>
    </form>
  );
};

/** Own telephone, address and e-mail, corrected by their owner. */
export const ContactPage = (props: ContactPageProps) => {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    scrollTo({ top: 0 });
    heading.current?.focus();
  }, []);
  return (
    <div className="page">
      <div className="fr-container">
        <p>
          <button
            type="button"
            className="fr-link fr-icon-arrow-left-line fr-link--icon-left"
            onClick={props.onBack}
          >
            Revenir à mon dossier
          </button>
        </p>
        <h1 tabIndex={-1} ref={heading}>
          Vos coordonnées
        </h1>
        <EmailForm {...props} />
        <PostalForm {...props} />
      </div>
    </div>
  );
};

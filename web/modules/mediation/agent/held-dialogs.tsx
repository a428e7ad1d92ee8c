import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useId, useState } from "react";
import { domainOf } from "../../../../shared/mail/address.ts";
import { refusalWords } from "../../../../shared/mail/quarantine.ts";
import { type Side, sides } from "../../../../shared/mediation/enums.ts";
import type { HeldMail } from "../../../../shared/mediation/quarantine.ts";
import { Button } from "../../../ui/button.tsx";
import { Checkbox } from "../../../ui/checkbox.tsx";
import { Input } from "../../../ui/input.tsx";
import { RadioButtons } from "../../../ui/radio-buttons.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { searchQuery } from "./case-queries.ts";
import { HeldDialog } from "./held-dialog.tsx";
import { discardHeld, rejectHeld, releaseHeld } from "./held-queries.ts";

interface DialogOf<Answer> {
  held: HeldMail;
  space: AgentSpace;
  onDone: (answer: Answer) => void;
  onClose: () => void;
  /** Told of a refusal before the dialog says it: a colleague may have been faster. */
  watch: <T>(work: Promise<T>) => Promise<T>;
}

const sideOptions = (Object.entries(sides) as [Side, string][]).map(([value, label]) => ({ value, label }));

const From = ({ held }: { held: HeldMail }) => <span className="break-anywhere">{held.from}</span>;

/** A closed case opens again only if the agent says so, and only where its service lets mails do it. */
const Reopen = ({
  held,
  id,
  checked,
  onChange,
}: {
  held: HeldMail;
  id: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}): ReactNode => {
  if (!held.target?.closed) return null;
  if (held.target.reopens)
    return (
      <Checkbox
        id={id}
        label={`Rouvrir le dossier ${held.target.number}`}
        checked={checked}
        onChange={onChange}
      />
    );
  return (
    <p>Le dossier {held.target.number} est clos et le reste&nbsp;: le courriel y est seulement ajouté.</p>
  );
};

/** The sender joins the case: name and side are confirmed, nobody is written to unless asked. */
export function ParticipantDialog({ held, onDone, onClose, watch }: DialogOf<HeldMail>) {
  const id = useId();
  const known = held.target?.knownAs ?? undefined;
  const [name, setName] = useState(known ?? held.claimedName ?? "");
  const [side, setSide] = useState<Side | undefined>(known ? "REQUESTER" : undefined);
  const [tell, setTell] = useState(false);
  const [reopen, setReopen] = useState(false);
  return (
    <HeldDialog
      title={known ? `Ajouter au nom de ${known}` : "Ajouter comme participant"}
      subtitle={<From held={held} />}
      confirm={`Ajouter au dossier ${held.target?.number ?? ""}`}
      busy="Ajout en cours…"
      fault={
        name.trim() === "" ? "Écrivez le nom de cette personne." : side ? undefined : "Choisissez son côté."
      }
      act={() =>
        watch(
          releaseHeld(held.id, {
            to: "participant",
            version: held.version,
            name: name.trim(),
            side: side ?? "OTHER",
            tell,
            reopen,
          }),
        )
      }
      onDone={onDone}
      onClose={onClose}
    >
      {known ? (
        <p>
          Cette adresse est celle de {known} dans ce dossier. Rien ne prouve que ce courriel vient
          d’elle&nbsp;: assurez-vous-en avant de l’ajouter.
        </p>
      ) : (
        <>
          <Input
            label="Nom"
            hint={
              held.claimedName ? "C’est le nom que le courriel annonce. Corrigez-le si besoin." : undefined
            }
            value={name}
            maxLength={100}
            onChange={setName}
          />
          <RadioButtons
            legend="De quel côté est cette personne&nbsp;?"
            name={`${id}-side`}
            inline={false}
            value={side}
            options={sideOptions}
            onChange={setSide}
          />
          <Checkbox
            id={`${id}-tell`}
            label="Lui écrire que son courriel est dans le dossier"
            hint="Sans cela, rien ne lui est envoyé."
            checked={tell}
            onChange={setTell}
          />
        </>
      )}
      <Reopen held={held} id={`${id}-reopen`} checked={reopen} onChange={setReopen} />
    </HeldDialog>
  );
}

/** A case of its own: the requester is the sender, or that of a mail inside this one. */
export function NewCaseDialog({ held, onDone, onClose, watch }: DialogOf<HeldMail>) {
  const id = useId();
  const [name, setName] = useState(held.claimedName ?? "");
  const [address, setAddress] = useState(held.from ?? "");
  const [tell, setTell] = useState(held.noAnswer === null);
  const mayTell = held.noAnswer === null && address === held.from;
  return (
    <HeldDialog
      title="Ouvrir un nouveau dossier"
      subtitle={held.subject ?? "Sans objet"}
      confirm="Ouvrir le dossier"
      busy="Ouverture en cours…"
      fault={
        name.trim() === ""
          ? "Écrivez le nom du demandeur."
          : /.@./.test(address)
            ? undefined
            : "Écrivez son adresse e-mail."
      }
      act={() =>
        watch(
          releaseHeld(held.id, {
            to: "new_case",
            version: held.version,
            name: name.trim(),
            address: address.trim(),
            tell: tell && mayTell,
          }),
        )
      }
      onDone={onDone}
      onClose={onClose}
    >
      {held.originals.length > 0 && (
        <RadioButtons
          legend="Qui demande&nbsp;?"
          name={`${id}-who`}
          inline={false}
          value={address}
          options={[
            ...(held.from ? [{ value: held.from, label: held.from, hint: "Expéditeur de ce courriel" }] : []),
            ...held.originals.map((original) => ({
              value: original.address,
              label: original.address,
              hint: `Expéditeur du courriel joint «\u00a0${original.subject || original.name}\u00a0»`,
            })),
          ]}
          onChange={(chosen) => {
            setAddress(chosen);
            const original = held.originals.find((one) => one.address === chosen);
            setName(original ? original.from : (held.claimedName ?? ""));
          }}
        />
      )}
      <Input label="Nom du demandeur" value={name} maxLength={100} onChange={setName} />
      <Input
        label="Son adresse e-mail"
        type="email"
        value={address}
        maxLength={254}
        spellCheck={false}
        onChange={setAddress}
      />
      <p className="small mention">
        Le texte et les pièces du courriel forment le dossier. Il attend un médiateur.
        {held.target && ` Il fait suite au dossier ${held.target.number}.`}
      </p>
      {mayTell && (
        <Checkbox
          id={`${id}-tell`}
          label="Envoyer le récépissé daté au demandeur"
          checked={tell}
          onChange={setTell}
        />
      )}
    </HeldDialog>
  );
}

/** Another case of the organisation, found by its number or a name. */
export function AttachDialog({ held, space, onDone, onClose, watch }: DialogOf<HeldMail>) {
  const id = useId();
  const [words, setWords] = useState(held.suggested?.number ?? "");
  const [chosen, setChosen] = useState(held.suggested?.id);
  const found = useQuery(searchQuery(space.organisation.id, words.trim()));
  const cases = (found.data?.cases ?? []).filter((one) => one.id !== held.target?.id);
  return (
    <HeldDialog
      title={held.target ? "Rattacher à un autre dossier" : "Rattacher à un dossier"}
      subtitle={<From held={held} />}
      confirm="Rattacher"
      busy="Un instant…"
      fault={chosen ? undefined : "Cherchez un dossier, puis choisissez-le."}
      act={() =>
        watch(
          releaseHeld(held.id, { to: "case", version: held.version, caseId: chosen ?? "", reopen: false }),
        )
      }
      onDone={onDone}
      onClose={onClose}
    >
      <Input
        label="Numéro du dossier, ou nom"
        hint={held.suggested ? "Guichet propose ce dossier\u00a0: vérifiez que c’est le bon." : undefined}
        type="search"
        value={words}
        autoComplete="off"
        onChange={(typed) => {
          setWords(typed);
          setChosen(undefined);
        }}
      />
      <div aria-live="polite">
        {words.trim().length >= 2 && found.data && cases.length === 0 && (
          <p className="mention">Aucun dossier pour «&nbsp;{words.trim()}&nbsp;».</p>
        )}
        {cases.length > 0 && words.trim().length >= 2 && (
          <RadioButtons
            legend={cases.length === 1 ? "1\u00a0dossier trouvé" : `${cases.length}\u00a0dossiers trouvés`}
            name={`${id}-case`}
            inline={false}
            value={chosen}
            options={cases.map((one) => ({
              value: one.id,
              label: `${one.number} · ${one.requesterName}`,
              hint: one.subject,
            }))}
            onChange={setChosen}
          />
        )}
      </div>
    </HeldDialog>
  );
}

/** On the case it came for, under the raw address; asked only when the case is closed. */
export function OnClosedCaseDialog({ held, onDone, onClose, watch }: DialogOf<HeldMail>) {
  const id = useId();
  const [reopen, setReopen] = useState(false);
  return (
    <HeldDialog
      title="Ajouter au dossier clos"
      subtitle={<From held={held} />}
      confirm={`Ajouter au dossier ${held.target?.number ?? ""}`}
      busy="Ajout en cours…"
      act={() =>
        watch(
          releaseHeld(held.id, {
            to: "case",
            version: held.version,
            caseId: held.target?.id ?? "",
            reopen,
          }),
        )
      }
      onDone={onDone}
      onClose={onClose}
    >
      <Reopen held={held} id={`${id}-reopen`} checked={reopen} onChange={setReopen} />
    </HeldDialog>
  );
}

/** The agent's words to whoever wrote; where none may leave, it says so before. */
export function RejectDialog({
  held,
  space,
  onDone,
  onClose,
  watch,
}: DialogOf<{ sent: boolean; because: string | null }>) {
  const [text, setText] = useState(() => refusalWords(space.organisation.name));
  const silent = held.noAnswer !== null;
  return (
    <HeldDialog
      title="Refuser ce courriel"
      subtitle={<From held={held} />}
      confirm={silent ? "Refuser sans répondre" : "Refuser et envoyer la réponse"}
      busy="Un instant…"
      fault={text.trim() === "" ? "Écrivez votre réponse." : undefined}
      act={() => watch(rejectHeld(held.id, { version: held.version, text: text.trim() }))}
      onDone={onDone}
      onClose={onClose}
    >
      {silent ? (
        <p>Aucun courriel ne partira&nbsp;: {held.noAnswer}.</p>
      ) : (
        <TextArea
          id="refusal-text"
          label="Votre réponse"
          hint={`Envoyée à ${held.from ?? ""}, sans rien du dossier.`}
          rows={9}
          limit={{ min: 0, max: 5000 }}
          value={text}
          onChange={setText}
        />
      )}
    </HeldDialog>
  );
}

/** Spam; the sender may be blocked with it. */
export function SpamDialog({
  held,
  onDone,
  onClose,
  watch,
}: DialogOf<{ version: number; blocked: boolean }>) {
  const [block, setBlock] = useState<"no" | "address" | "domain">("no");
  const name = useId();
  return (
    <HeldDialog
      title="Classer comme indésirable"
      subtitle={<From held={held} />}
      confirm={block === "no" ? "Classer comme indésirable" : "Classer et bloquer"}
      busy="Un instant…"
      act={async () => {
        const answer = await watch(
          discardHeld(held.id, {
            as: "spam",
            version: held.version,
            ...(block === "no" ? {} : { block }),
          }),
        );
        return { version: answer.version, blocked: block !== "no" };
      }}
      onDone={onDone}
      onClose={onClose}
    >
      <RadioButtons
        legend="Ses prochains courriels"
        name={name}
        inline={false}
        value={block}
        options={[
          { value: "no", label: "Ne pas bloquer l’expéditeur" },
          ...(held.from
            ? [
                {
                  value: "address" as const,
                  label: `Bloquer ${held.from}`,
                  hint: "Pendant 180 jours, ses courriels sont retenus sans être examinés.",
                },
              ]
            : []),
          ...(held.from && held.mayBlockDomain
            ? [
                {
                  value: "domain" as const,
                  label: `Bloquer tout ${domainOf(held.from)}`,
                  hint: "Pendant 180 jours, pour toutes les adresses de ce domaine.",
                },
              ]
            : []),
        ]}
        onChange={setBlock}
      />
    </HeldDialog>
  );
}

/** A button that takes the last act back, in a notice. */
export const UndoButton = ({ onUndo }: { onUndo: () => void }) => (
  <Button look="quiet" size="sm" onClick={onUndo}>
    Annuler
  </Button>
);

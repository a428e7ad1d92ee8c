import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Account } from "../../../../shared/access/schema.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Modal } from "../../../ui/agent/modal.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { Button } from "../../../ui/button.tsx";
import { shortDay } from "../../../ui/dates.ts";
import { accountQuery, removePasskey, removeTotp, renewRecoveryCodes } from "./account-api.ts";
import { AccountSection } from "./account-page.tsx";
import { AddPasskey, AddTotp } from "./add-factor.tsx";
import { canUsePasskeys } from "./passkey.ts";
import { ProofDialog } from "./proof-dialog.tsx";
import { NewRecoveryCodes } from "./recovery-codes.tsx";
import { checkSession, meQuery } from "./session.ts";

type Passkey = Account["passkeys"][number];
type Doing =
  | { what: "add-totp" | "add-passkey" | "remove-totp" | "renew-codes" }
  | { what: "remove-passkey"; key: Passkey };

const names = new Intl.ListFormat("fr", { type: "conjunction" });

/** Whether taking this one away leaves the account without any. */
const isLast = ({ totp, passkeys }: Account) => (totp ? 1 : 0) + passkeys.length === 1;

const Consequences = ({ account }: { account: Account }) =>
  isLast(account) ? (
    <p className="dialog-note">
      C’est votre dernier moyen de vérification&nbsp;: vos codes de secours ne serviront plus.
      {account.secondFactorRequiredBy.length > 0 &&
        ` Vous n’aurez plus accès à ${names.format(account.secondFactorRequiredBy)}, qui en demande un.`}
    </p>
  ) : (
    <p className="dialog-note">Vos autres moyens restent.</p>
  );

function Renew({ account, onClose }: { account: Account; onClose: () => void }) {
  const [codes, setCodes] = useState<readonly string[]>();
  const client = useQueryClient();
  if (codes) {
    return (
      <Modal title="Gardez vos codes de secours" key="codes">
        <NewRecoveryCodes
          codes={codes}
          done="Terminer"
          onDone={() => {
            void client.invalidateQueries({ queryKey: accountQuery.queryKey });
            onClose();
          }}
        />
      </Modal>
    );
  }
  return (
    <ProofDialog
      account={account}
      title="Nouveaux codes de secours"
      confirm="Afficher de nouveaux codes"
      busyWords="Préparation…"
      act={renewRecoveryCodes}
      onDone={({ recoveryCodes }) => setCodes(recoveryCodes)}
      onClose={onClose}
    >
      <p className="dialog-note">Les codes que vous avez déjà ne serviront plus.</p>
    </ProofDialog>
  );
}

function Doings({ doing, account, onClose }: { doing: Doing; account: Account; onClose: () => void }) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const removed = (words: string) => (saved: Account) => {
    client.setQueryData(accountQuery.queryKey, saved);
    notify(words);
    // Without a factor left, what required one closes.
    void checkSession().then((me) => client.setQueryData(meQuery.queryKey, me));
    onClose();
  };
  switch (doing.what) {
    case "add-totp":
      return <AddTotp account={account} onClose={onClose} />;
    case "add-passkey":
      return <AddPasskey account={account} onClose={onClose} />;
    case "renew-codes":
      return <Renew account={account} onClose={onClose} />;
    case "remove-totp":
      return (
        <ProofDialog
          account={account}
          title="Retirer l’application"
          confirm="Retirer l’application"
          busyWords="Retrait en cours…"
          act={removeTotp}
          onDone={removed("L’application est retirée.")}
          onClose={onClose}
        >
          <Consequences account={account} />
        </ProofDialog>
      );
    case "remove-passkey":
      return (
        <ProofDialog
          account={account}
          title={`Retirer « ${doing.key.name} »`}
          confirm="Retirer cette clé"
          busyWords="Retrait en cours…"
          act={(proof) => removePasskey(doing.key.id, proof)}
          onDone={removed("La clé est retirée.")}
          onClose={onClose}
        >
          <Consequences account={account} />
        </ProofDialog>
      );
  }
}

/** The second step of signing in: what the account has, adding and taking away, and the codes for a bad day. */
export function FactorsSection({ account }: { account: Account }) {
  const [doing, setDoing] = useState<Doing>();
  const any = account.totp || account.passkeys.length > 0;
  const required = account.secondFactorRequiredBy;
  return (
    <AccountSection
      title="Vérification en deux étapes"
      intro="En plus de votre mot de passe, un code ou une clé que vous seul avez."
    >
      {required.length > 0 && (
        <p className={any ? "banner" : "banner banner--warning"}>
          <Icon name={any ? "fr-icon-info-line" : "fr-icon-alert-line"} tone={any ? "info" : "warning"} />
          <span>
            {names.format(required)} {required.length > 1 ? "demandent" : "demande"} une vérification en deux
            étapes.
            {!any && " Ajoutez-en un pour y avoir accès."}
          </span>
        </p>
      )}
      <ul className="account-list">
        <li>
          <Icon name="fr-icon-smartphone-line" />
          <span className="account-list__words">
            Application d’authentification
            <span className="mention">{account.totp ? "Activée" : "Aucune"}</span>
          </span>
          {account.totp ? (
            <Button look="tertiary" size="sm" onClick={() => setDoing({ what: "remove-totp" })}>
              Retirer<span className="fr-sr-only"> l’application</span>
            </Button>
          ) : (
            <Button look="tertiary" size="sm" onClick={() => setDoing({ what: "add-totp" })}>
              Ajouter une application
            </Button>
          )}
        </li>
        {account.passkeys.map((key) => (
          <li key={key.id}>
            <Icon name="fr-icon-fingerprint-line" />
            <span className="account-list__words">
              {key.name}
              <span className="mention">
                Clé de sécurité ajoutée le {shortDay(key.createdAt)}
                {key.lastUsedAt && `, utilisée le ${shortDay(key.lastUsedAt)}`}
              </span>
            </span>
            <Button look="tertiary" size="sm" onClick={() => setDoing({ what: "remove-passkey", key })}>
              Retirer<span className="fr-sr-only"> {key.name}</span>
            </Button>
          </li>
        ))}
        {any && (
          <li>
            <Icon name="fr-icon-file-text-line" />
            <span className="account-list__words">
              Codes de secours
              <span className="mention">
                {account.recoveryCodesLeft === 0
                  ? "Aucun : demandez-en de nouveaux"
                  : `Encore ${account.recoveryCodesLeft}`}
              </span>
            </span>
            <Button look="tertiary" size="sm" onClick={() => setDoing({ what: "renew-codes" })}>
              Nouveaux codes
            </Button>
          </li>
        )}
      </ul>
      {canUsePasskeys() && (
        <Button look="secondary" size="sm" onClick={() => setDoing({ what: "add-passkey" })}>
          Ajouter une clé de sécurité
        </Button>
      )}
      {doing && <Doings doing={doing} account={account} onClose={() => setDoing(undefined)} />}
    </AccountSection>
  );
}

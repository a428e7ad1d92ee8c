import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { RemoteProvider } from "../../../../shared/declarations/enums.ts";
import { readDevice, writeDevice } from "../../../app/device-storage.ts";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { ourAddressQuery } from "./connection-queries.ts";
import { vendors } from "./vendors.tsx";

const seenKey = (provider: RemoteProvider) => `guichet.guide-billetterie.${provider}`;

/** Where the vendor's codes are, in its own words; folded on a phone after the first visit. */
export function VendorGuide({ provider }: { provider: RemoteProvider }) {
  const { where, link, name, steps, shop } = vendors[provider];
  const [seen] = useState(() => readDevice(seenKey(provider)) !== null);
  useEffect(() => {
    writeDevice(seenKey(provider), "1");
  }, [provider]);
  const [open, setOpen] = useState(() => !seen || window.matchMedia("(min-width: 62em)").matches);
  return (
    <details
      className="box vendor-guide"
      open={open}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>
        <h2>{where}</h2>
      </summary>
      {link && (
        <p>
          <a
            className="vendor-guide__open"
            href={link}
            target="_blank"
            rel="noopener noreferrer"
            title={`Ouvrir ${name} - nouvelle fenêtre`}
          >
            Ouvrir {name}
          </a>
        </p>
      )}
      <ol className="numbered-steps">
        {steps.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list
          <li key={index}>
            <span>{step}</span>
          </li>
        ))}
      </ol>
      {shop && <OurAddressForThem name={name} />}
      <p className="small mention vendor-guide__colleague">
        Ces codes sont chez quelqu’un d’autre&nbsp;?{" "}
        <a href={colleagueMail(name)}>Envoyer cette page à un collègue</a>
      </p>
    </details>
  );
}

/** A link to this page, never a code. */
const colleagueMail = (name: string) =>
  `mailto:?subject=${encodeURIComponent(`Relier ${name} à Guichet`)}&body=${encodeURIComponent(
    `Bonjour,\n\nPouvez-vous relier notre compte ${name} à Guichet ? La page explique où trouver les codes :\n${window.location.href}\n\nN’envoyez pas les codes par e-mail : saisissez-les dans cette page.`,
  )}`;

function OurAddressForThem({ name }: { name: string }) {
  const { notify } = useNotices();
  const address = useQuery(ourAddressQuery).data?.address;
  const mail = `mailto:?subject=${encodeURIComponent("Jeton d’accès en lecture aux bordereaux")}&body=${encodeURIComponent(
    `Bonjour,\n\nNous souhaitons un jeton en lecture seule pour les bordereaux de recette de notre boutique (API « statement/closing »).${
      address ? `\nLes lectures viendront de l’adresse ${address} : merci de l’autoriser si besoin.` : ""
    }\n\nMerci d’avance.`,
  )}`;
  const copy = async (text: string) => {
    try {
      await navigator.clipboard.writeText(text);
      notify(`Copié\u00a0: ${text}`);
    } catch {
      notify("La copie n’est pas permise ici\u00a0: sélectionnez l’adresse.");
    }
  };
  return (
    <div className="vendor-guide__address">
      <p className="small mention">
        {address ? "Notre adresse, à leur donner\u00a0:" : `${name} n’a pas d’adresse à autoriser ici.`}
      </p>
      {address && (
        <p className="row">
          <strong>{address}</strong>
          <button type="button" className="text-button" onClick={() => void copy(address)}>
            Copier
          </button>
        </p>
      )}
      <p>
        <a href={mail}>Courriel prêt pour leur assistance</a>
      </p>
    </div>
  );
}

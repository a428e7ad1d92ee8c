import { useBlocker } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { Button } from "../../../ui/button.tsx";
import { Checkbox } from "../../../ui/checkbox.tsx";

const fileName = "codes-de-secours-guichet.txt";
const asText = (codes: readonly string[]) =>
  `Codes de secours Guichet. Chaque code sert une seule fois.\n\n${codes.join("\n")}\n`;

const download = (codes: readonly string[]) => {
  const address = URL.createObjectURL(new Blob([asText(codes)], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(address);
};

/**
 * Recovery codes, shown once: copied, downloaded or printed, and left only when their owner says to have them. Leaving
 * before that, by a link or by closing the page, asks first.
 */
export function NewRecoveryCodes({
  codes,
  done,
  onDone,
}: {
  codes: readonly string[];
  /** « Terminer » */
  done: string;
  onDone: () => void;
}) {
  const [kept, setKept] = useState(false);
  const [said, setSaid] = useState("");
  const [missing, setMissing] = useState(false);
  const leaving = useRef(false);
  useBlocker({
    shouldBlockFn: () =>
      !leaving.current &&
      !window.confirm("Vos codes de secours ne seront plus affichés. Quitter quand même ?"),
    enableBeforeUnload: () => !leaving.current,
  });
  const copy = () =>
    navigator.clipboard.writeText(asText(codes)).then(
      () => setSaid("Codes copiés."),
      () => setSaid("La copie n’a pas abouti. Téléchargez ou imprimez vos codes."),
    );
  return (
    <>
      <p>
        Sans votre téléphone ni votre clé, un de ces codes vous ouvre votre compte. Chacun sert une seule
        fois. Ils ne seront plus affichés.
      </p>
      <ul className="recovery-codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className="row row--wrap no-print">
        <Button look="secondary" size="sm" icon="fr-icon-clipboard-line" onClick={() => void copy()}>
          Copier
        </Button>
        <Button look="secondary" size="sm" icon="fr-icon-download-line" onClick={() => download(codes)}>
          Télécharger
        </Button>
        <Button look="secondary" size="sm" icon="fr-icon-printer-line" onClick={() => window.print()}>
          Imprimer
        </Button>
        <span role="status">{said}</span>
      </div>
      <div className="no-print">
        <Checkbox
          id="codes-kept"
          label="J’ai gardé ces codes en lieu sûr"
          checked={kept}
          onChange={(checked) => {
            setKept(checked);
            setMissing(false);
          }}
        />
        <p role="alert" className={missing ? "fr-message fr-message--error fr-mt-1w" : "fr-sr-only"}>
          {missing && "Gardez vos codes, puis cochez la case."}
        </p>
      </div>
      <Button
        onClick={() => {
          if (!kept) {
            setMissing(true);
            return;
          }
          leaving.current = true;
          onDone();
        }}
      >
        {done}
      </Button>
    </>
  );
}

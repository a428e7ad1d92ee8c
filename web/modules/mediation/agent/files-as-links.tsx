import { goAsLinks } from "../../../../shared/mail/file-links.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import "./file-links.css";

/** Says, before sending, which files are too large for the mail and go as a link. */
export function FilesAsLinks({ files }: { files: readonly { name: string; size: number }[] }) {
  const links = goAsLinks(files.map(({ size }) => size));
  const names = files.filter((_file, index) => links[index]).map(({ name }) => name);
  return (
    <div role="status">
      {names.length > 0 && (
        <p className="composer__links small">
          <Icon name="fr-icon-links-line" size="xs" />
          <span className="break-anywhere">
            {new Intl.ListFormat("fr").format(names)}{" "}
            {names.length > 1 ? "sont trop lourds" : "est trop lourd"} pour un e-mail&nbsp;: chaque
            destinataire recevra un lien, protégé par un code et valable 30&nbsp;jours.
          </span>
        </p>
      )}
    </div>
  );
}

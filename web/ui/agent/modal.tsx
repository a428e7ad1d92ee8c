import { type ReactNode, useEffect, useId, useRef } from "react";
import { Icon } from "./icon.tsx";
import "./modal.css";

/**
 * A dialog in the browser's own <dialog>: the rest of the page is inert, Échap asks `onClose`, focus returns to where
 * it came from. `onClose` decides; the dialog closes when its owner stops rendering it.
 */
export function Modal({
  title,
  subtitle,
  size = "small",
  onClose,
  footer,
  children,
}: {
  title: ReactNode;
  subtitle?: ReactNode;
  size?: "small" | "large";
  /** Absent: the dialog cannot be left without deciding. */
  onClose?: () => void;
  footer?: ReactNode;
  children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const headingElement = useRef<HTMLHeadingElement>(null);
  const heading = useId();
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    headingElement.current?.focus();
    return () => {
      element?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className={`modal modal--${size}`}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
    >
      <header className="modal__head">
        <div className="grow">
          <h2 id={heading} ref={headingElement} tabIndex={-1}>
            {title}
          </h2>
          {subtitle && <p className="mention">{subtitle}</p>}
        </div>
        {onClose && (
          <button type="button" className="text-button modal__close" onClick={onClose}>
            Fermer <Icon name="fr-icon-close-line" />
          </button>
        )}
      </header>
      <div className="modal__body">{children}</div>
      {footer && <footer className="modal__foot">{footer}</footer>}
    </dialog>
  );
}

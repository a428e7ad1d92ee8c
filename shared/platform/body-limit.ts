/** Largest JSON body of a request, in bytes: files go straight to the bucket. */
export const bodyLimitBytes = 1024 * 1024;

/** What a larger one is told, by the API and by the edge before it. */
export const bodyTooLarge = {
  code: "invalid",
  reason: "body_too_large",
  detail: "Votre envoi est trop volumineux. Raccourcissez le texte ou joignez-le en document.",
} as const;

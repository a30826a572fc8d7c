/** A text for the task's author, without the places of this machine. */
export const withoutPlaces = (directory: string, text: string): string =>
  text.replaceAll(`${directory}/files/`, "").replaceAll(`${directory}/`, "");

/** Gives each of a job's files a path of its own: the second `sales.csv` becomes `sales-2.csv`. Case does not tell two apart. */
export function nameInputs<T extends { readonly name: string }>(
  files: readonly T[],
): (T & { readonly path: string })[] {
  const taken = new Set<string>();
  return files.map((file) => {
    const dot = file.name.lastIndexOf(".");
    const [stem, extension] = dot > 0 ? [file.name.slice(0, dot), file.name.slice(dot)] : [file.name, ""];
    let path = file.name;
    for (let n = 2; taken.has(path.toLowerCase()); n++) path = `${stem}-${n}${extension}`;
    taken.add(path.toLowerCase());
    return { ...file, path };
  });
}

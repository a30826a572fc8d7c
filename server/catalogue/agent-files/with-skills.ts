import { type AgentSkill, SKILL_FILE, SKILLS_FOLDER } from "./agent";

/**
 * An agent's instructions with the index of its skills: names and descriptions only, since a skill is read when it is
 * needed. A function of the version alone, so that the prompts of all its runs begin alike and stay cacheable.
 */
export function withSkills(instructions: string, skills: readonly AgentSkill[]): string {
  if (skills.length === 0) return instructions;
  const index = skills.map(
    ({ name, description }) => `- ${SKILLS_FOLDER}/${name}/${SKILL_FILE}: ${description.replace(/\s+/g, " ")}`,
  );
  return `${instructions}

Your skills are files in the workspace. Read one with read_file before you do what it is for; paths in it are relative to its folder.
${index.join("\n")}`;
}

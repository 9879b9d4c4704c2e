import { categories, type Category, type CategoryRule } from '#shared/categories'
import { fill } from './advice.ts'
import { recommendations } from './recommendations.ts'

const counting: { readonly [counts in CategoryRule['counts']]: string } = {
  yes: 'Counts towards auto-disable.',
  never: 'Never counts towards auto-disable.',
  terminal: 'Retrying cannot cure it: the server is held back after two sure failures.',
}

/** `docs/failure-taxonomy.md`: every category for people, made from the same data that the product shows. */
export function taxonomyPage(): string {
  const sections = (Object.keys(categories) as Category[]).map(sectionOf)
  return [
    '# Why a server fails',
    `MCPProxy names ${Object.keys(categories).length - 1} causes, and says \`unknown\` when the evidence does not tell. Each has a family (what reports call \`error_type\`), what it means, and how to cure it; in the product the sentences name the package, variable, path, port or host. How causes are found is told in [diagnosis.md](diagnosis.md).`,
    ...sections,
  ]
    .join('\n\n')
    .concat('\n')
}

function sectionOf(category: Category): string {
  const { family, counts, cureProbe }: CategoryRule = categories[category]
  const { means, cures } = recommendations[category]
  const watched = cureProbe === null ? '' : ` Watched for a cure: ${cureProbe}.`
  const list = cures.map(cure => `- ${plain(typeof cure === 'string' ? cure : cure.text)}`)
  return [
    `## \`${category}\``,
    plain(means),
    `Family \`${family}\`. ${counting[counts]}${watched}`,
    list.join('\n'),
  ].join('\n\n')
}

/** A template as it reads when nothing is known about the case. */
const plain = (template: string) =>
  fill(template, { server: 'the server', command: 'python3', folder: 'FOLDER', status: '', exit: '' }).replace(
    /^t/,
    'T',
  )

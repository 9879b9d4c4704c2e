import type { Category } from '#shared/categories'
import { commandRecommendations } from './recommendations/commands.ts'
import { packageRecommendations } from './recommendations/packages.ts'
import type { Recommendation } from './recommendations/recommendation.ts'
import { remoteRecommendations } from './recommendations/remote.ts'
import { serviceRecommendations } from './recommendations/services.ts'

/** What people are told about each category; a missing one does not compile. */
export const recommendations: { readonly [category in Category]: Recommendation } = {
  ...commandRecommendations,
  ...packageRecommendations,
  ...serviceRecommendations,
  ...remoteRecommendations,
}

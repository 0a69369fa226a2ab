/** Door of the room. */
export { trackerFields } from './attribution.ts';
export {
  type AutoAction,
  autoAction,
  autoActionStatus,
  compileRules,
  type Rule,
  type Rules,
  ruleFor,
} from './autoAction.ts';
export { type CampaignShape, campaignShape, type PostbackShape, postbackShape } from './campaignShape.ts';
export { isClickId, laneOfClickId, makeClickId } from './clickId.ts';
export { laneCount, laneOf } from './lane.ts';

/** What a bot may ask about a business account that has connected it. */
import type { Method } from './method.ts';
import { refusal } from './refusals.ts';

export const getBusinessConnection: Method<'getBusinessConnection'> = ({ world, bot, parameters }) => {
  const business = world.businesses.get(parameters.text('business_connection_id'));
  if (!business || business.bot !== bot) throw refusal('connectionNotFound');
  return { ...business.connection };
};

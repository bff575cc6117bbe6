/**
 * True in SQL for a person who lives in a district. In: the columns of campaign and participant, and the district's
 * parameter. The district of the site is asked for beside it: an officer sees both (settled 15).
 */
export const residesIn = (campaign: string, participant: string, district: string): string =>
  `exists (select 1 from residences home where home.campaign_id = ${campaign} and home.participant_id = ${participant}
             and home.district_code = ${district})`;

/** Reads {@link StoredReply}s; the rest of the statement follows. */
export const SELECT_REPLY = `select r.id, r.received_at as at, w.word as provider, i.item, r.status,
  r.is_told as "isTold", r.enrollment, r.campaign, p.key, e.state from replies r join inbox i on i.id = r.inbox
  left join words w on w.id = i.provider
  left join people p on p.id = r.enrollment left join enrollments e on e.id = r.enrollment`;

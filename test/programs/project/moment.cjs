const moment = require('moment');
require('moment/locale/de');
const { randomUUID } = require('node:crypto');

exports.stamp = `${process.hrtime.bigint()} ${randomUUID()}`;
moment.locale('en');
const start = moment.utc('2026-03-01T12:30:00Z');
const span = moment.duration({ days: 3, hours: 5 });
moment.updateLocale('en', { relativeTime: { future: 'soon: %s' } });
const german = start.clone().locale('de');
const parsed = moment.utc('05/02/2026 7pm', 'DD/MM/YYYY ha', true);

exports.Program = class Program {
  static startUp() {
    console.log(moment.version, start.format(), german.format('dddd, D. MMMM YYYY HH:mm'), span.humanize(), moment.locale(), moment.locales());
    console.log(start.clone().add(span).toISOString(), parsed.isValid(), parsed.toISOString(), start.isBefore('2026-04-01'), german.from(moment.utc('2026-02-01')), start.from(moment.utc('2026-02-01')));
    console.log(moment.utc([2026, 0, 31]).add(1, 'month').format('LLLL'), start.diff(parsed, 'days'), start.isoWeek(), start.clone().startOf('week').format('ll'), moment.duration(90, 'minutes').toISOString(), moment.isMoment(start));
    console.log(moment('x', moment.ISO_8601).isValid(), moment.utc(0).calendar(moment.utc(86400000)), moment.utc('2024-02-29').dayOfYear(), moment.max([start, parsed]) === start);
  }
};

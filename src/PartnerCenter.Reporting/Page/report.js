
(() => {
  'use strict';
  const data = JSON.parse(document.getElementById('report-data').textContent);
  const words = document.querySelector('main').dataset;
  const generated = Date.parse(data.generated);
  const DAY = 86400000;
  const PRINTED = 2000;
  const SVG = 'http://www.w3.org/2000/svg';

  const find = id => document.getElementById(id);
  const count = number => number.toLocaleString('en-US');
  const fill = (text, ...values) => text.replace(/\{(\d)\}/g, (_, i) => values[i]);
  const make = (name, className, text) => {
    const element = document.createElement(name);
    if (className) { element.className = className; }
    if (text !== undefined) { element.textContent = text; }
    return element;
  };
  const options = id => new Map(Array.from(find(id).options, (option, index) => [option.value, { text: option.text, index, style: option.dataset.style || '' }]));
  const statuses = options('by-status');
  const qualifications = options('by-qualification');
  const kinds = find('kinds') ? new Map(Array.from(find('kinds').children, (item, index) => [item.dataset.kind, { text: item.dataset.text, index }])) : new Map();

  // What a row is, as the page that was written shows it.
  const statusOf = item => item.qualification === 'None' ? 'None' : item.vettingStatus || 'NoStatus';
  const statusText = item => statusOf(item) === 'Unknown' && item.rawVettingStatus || statuses.get(statusOf(item)).text;
  const qualificationText = item => item.qualification === 'Unknown' && item.rawQualification || qualifications.get(item.qualification).text;
  const nameOf = item => item.customerName || item.customerId;
  const since = item => item.vettingCreatedDate ? Date.parse(item.vettingCreatedDate) : NaN;
  const daysOf = item => Math.max(0, Math.floor((generated - since(item)) / DAY));
  const daysText = days => days === 0 ? words.today : days === 1 ? words.day : fill(words.days, count(days));
  const isWaiting = item => statusOf(item) === 'InReview';
  const isDenied = item => statusOf(item) === 'Denied';
  const latest = row => row.after || row.before;

  const badge = item => make('span', 'badge b-' + statuses.get(statusOf(item)).style, statusText(item));
  const bar = (share, style) => {
    const svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('class', 'bar');
    svg.setAttribute('viewBox', '0 0 100 10');
    svg.setAttribute('preserveAspectRatio', 'none');
    svg.setAttribute('aria-hidden', 'true');
    for (const [kind, width] of [['track', 100], [style, share]]) {
      const rect = document.createElementNS(SVG, 'rect');
      rect.setAttribute('class', 'f-' + kind);
      rect.setAttribute('width', Number(width.toFixed(2)));
      rect.setAttribute('height', 10);
      svg.append(rect);
    }
    return svg;
  };

  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const byText = text => (one, other) => collator.compare(text(one), text(other));
  const byNumber = number => (one, other) => number(one) - number(other);
  // Whatever the direction, what has no date stands at the end.
  const byDate = { missing: item => Number.isNaN(since(item)), compare: byNumber(since) };

  let longest = 0;
  const columns = {
    customer: {
      compare: byText(row => nameOf(latest(row) || row)),
      write: (cell, row) => {
        const item = latest(row) || row;
        cell.append(make('bdi', 'name', nameOf(item)));
        if (item.domain) { cell.append(make('span', 'sub', item.domain)); }
        if (item.customerName) { cell.append(make('span', 'sub id', item.customerId)); }
      },
    },
    qualification: { compare: byText(row => qualificationText(latest(row) || row)), write: (cell, row) => cell.append(qualificationText(latest(row) || row)) },
    status: { compare: byNumber(item => statuses.get(statusOf(item)).index), write: (cell, item) => cell.append(badge(item)) },
    date: { ...byDate, write: (cell, item) => cell.append(item.vettingCreatedDate ? new Date(since(item)).toISOString().slice(0, 10) : '') },
    wait: {
      missing: byDate.missing,
      compare: byNumber(daysOf),
      write: (cell, item) => {
        if (byDate.missing(item)) { cell.append(words.unknown); return; }
        cell.append(daysText(daysOf(item)), bar(longest ? daysOf(item) * 100 / longest : 0, 'review'));
      },
    },
    reason: { missing: item => !item.vettingReason, compare: byText(item => item.vettingReason), write: (cell, item) => cell.append(make('bdi', '', item.vettingReason || '')) },
    kind: { compare: byNumber(row => kinds.get(row.kind).index), write: (cell, row) => cell.append(kinds.get(row.kind).text) },
    before: { missing: row => !row.before, compare: byNumber(row => statuses.get(statusOf(row.before)).index), write: (cell, row) => row.before && cell.append(badge(row.before)) },
    after: { missing: row => !row.after, compare: byNumber(row => statuses.get(statusOf(row.after)).index), write: (cell, row) => row.after && cell.append(badge(row.after)) },
  };

  // One table with its pages: the first is in the document already, so that nothing has to be drawn to open it.
  class List {
    constructor(id, rows) {
      this.table = find(id);
      this.rows = this.all = rows;
      this.page = 0;
      this.size = Number(this.table.dataset.size);
      this.pager = find(id + '-pager');
      this.status = find(id + '-status');
      [this.previous, this.next] = this.pager.querySelectorAll('button');
      this.previous.addEventListener('click', () => this.turn(-1));
      this.next.addEventListener('click', () => this.turn(1));
      this.heads = Array.from(this.table.querySelectorAll('thead th'));
      for (const head of this.heads) {
        const button = make('button', '', head.textContent);
        button.type = 'button';
        button.addEventListener('click', () => this.sort(head));
        head.replaceChildren(button);
      }
      this.table.closest('.card').querySelector('.cut').id = id + '-cut';
      this.pager.hidden = false;
      this.tell();
    }

    turn(step) {
      const page = this.page + step;
      if (page < 0 || page * this.size >= this.rows.length) { return; }
      this.page = page;
      this.draw();
    }

    sort(head) {
      const descending = head.getAttribute('aria-sort') === 'ascending';
      for (const other of this.heads) { other.removeAttribute('aria-sort'); }
      head.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
      this.order = { column: columns[head.dataset.column], descending };
      this.rows = this.ordered(this.rows);
      this.page = 0;
      this.draw();
    }

    ordered(rows) {
      if (!this.order) { return rows; }
      const { column, descending } = this.order;
      const present = column.missing ? rows.filter(row => !column.missing(row)) : rows.slice();
      const missing = column.missing ? rows.filter(column.missing) : [];
      present.sort(descending ? (one, other) => column.compare(other, one) : column.compare);
      return present.concat(missing);
    }

    show(rows) {
      this.rows = this.ordered(rows);
      this.page = 0;
      this.draw();
    }

    draw(start = this.page * this.size, end = start + this.size) {
      const body = document.createDocumentFragment();
      for (const row of this.rows.slice(start, end)) {
        const line = make('tr');
        for (const head of this.heads) {
          const name = head.dataset.column;
          const cell = make(name === 'customer' ? 'th' : 'td', name);
          if (name === 'customer') { cell.scope = 'row'; } else { cell.dataset.label = head.textContent; }
          columns[name].write(cell, row);
          line.append(cell);
        }
        body.append(line);
      }
      this.table.tBodies[0].replaceChildren(body);
      this.tell();
    }

    tell() {
      const start = this.page * this.size;
      const end = Math.min(start + this.size, this.rows.length);
      const text = this.rows.length === 0 ? words.nothing : fill(words.range, count(start + 1), count(end), count(this.rows.length));
      this.status.textContent = this.rows.length < this.all.length && this.rows.length > 0 ? text + ' ' + fill(words.matches, count(this.all.length)) : text;
      this.disable(this.previous, this.page === 0);
      this.disable(this.next, end >= this.rows.length);
      this.previous.hidden = this.next.hidden = this.rows.length <= this.size;
    }

    // Not the attribute disabled: it would take the focus away from whoever pages with the keyboard.
    disable(button, disabled) {
      if (disabled) { button.setAttribute('aria-disabled', 'true'); } else { button.removeAttribute('aria-disabled'); }
    }

    print() {
      this.draw(0, PRINTED);
      find(this.table.id + '-cut').textContent = this.rows.length > PRINTED ? fill(words.cut, count(PRINTED), count(this.rows.length)) : '';
    }
  }

  // Not in a noscript element: where a viewer strips scripts, it would not show that either.
  find('no-script').hidden = true;

  const lists = [];
  const add = (id, rows) => {
    if (find(id)) { lists.push(new List(id, rows())); }
    return lists[lists.length - 1];
  };
  add('changes-list', () => data.changes);
  add('waiting-list', () => {
    const rows = data.qualifications.filter(isWaiting);
    for (const item of rows) { longest = Math.max(longest, daysOf(item) || 0); }
    const dated = rows.filter(item => !byDate.missing(item)).sort(byDate.compare);
    return dated.concat(rows.filter(byDate.missing));
  });
  add('denied-list', () => {
    const rows = data.qualifications.filter(isDenied);
    const dated = rows.filter(item => !byDate.missing(item)).sort((one, other) => byDate.compare(other, one));
    return dated.concat(rows.filter(byDate.missing));
  });
  const list = add('all-list', () => data.qualifications);

  // Search: all words, in any order, whatever their case and accents.
  const fold = text => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const hay = new Map();
  const hayOf = item => {
    let text = hay.get(item);
    if (text === undefined) {
      text = fold([item.customerName, item.domain, item.customerId, qualificationText(item), statusText(item), item.vettingReason].filter(Boolean).join('\n'));
      hay.set(item, text);
    }
    return text;
  };
  const search = find('search');
  const byQualification = find('by-qualification');
  const byStatus = find('by-status');
  const apply = () => {
    const needles = fold(search.value).split(/\s+/).filter(Boolean);
    const qualification = byQualification.value;
    const status = byStatus.value;
    list.show(data.qualifications.filter(item =>
      (!qualification || item.qualification === qualification)
      && (!status || statusOf(item) === status)
      && needles.every(needle => hayOf(item).includes(needle))));
  };
  if (list && list.table.id === 'all-list') {
    const form = search.form;
    form.hidden = false;
    form.addEventListener('submit', event => event.preventDefault());
    form.addEventListener('reset', () => setTimeout(apply));
    search.addEventListener('input', apply);
    byQualification.addEventListener('change', apply);
    byStatus.addEventListener('change', apply);
    for (const tile of document.querySelectorAll('[data-filter]')) {
      tile.addEventListener('click', () => {
        form.reset();
        byStatus.value = tile.dataset.filter;
        apply();
      });
    }

    // The browser may have kept what was typed before a reload.
    if (search.value || byQualification.value || byStatus.value) { apply(); }

    // The first letter should not wait for what can be done while nobody types.
    const idle = window.requestIdleCallback || (work => setTimeout(() => work({ timeRemaining: () => 5 }), 200));
    let next = 0;
    const prepare = deadline => {
      while (next < data.qualifications.length && deadline.timeRemaining() > 1) { hayOf(data.qualifications[next++]); }
      if (next < data.qualifications.length) { idle(prepare); }
    };
    idle(prepare);
  }

  window.addEventListener('beforeprint', () => lists.forEach(one => one.print()));
  window.addEventListener('afterprint', () => lists.forEach(one => one.draw()));

  const local = find('local-time');
  if (local) {
    local.textContent = ' ' + fill(words.local, new Date(generated).toLocaleString(undefined, { dateStyle: 'full', timeStyle: 'short' }));
  }
})();

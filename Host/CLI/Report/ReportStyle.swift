/// The look of the page.
enum ReportStyle {
    static let css = """
        :root{color-scheme:light dark;--bg:#f6f7f9;--card:#fff;--ink:#16202c;--soft:#5b6776;--line:#e1e5ea;\
        --accent:#1769e0;--accent2:#8fb8f5;--accent3:#d5e4fb;--good:#12805c;--bad:#c22f3d;--warn:#a86400;--second:#a7b0bc}
        @media (prefers-color-scheme:dark){:root{--bg:#10151b;--card:#181f28;--ink:#e8edf3;--soft:#97a3b2;--line:#2a333f;\
        --accent:#6ea8fe;--accent2:#3e6cb0;--accent3:#26405f;--good:#4cc38a;--bad:#ff7a85;--warn:#f0b04f;--second:#66717f}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,\
        "Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums;-webkit-text-size-adjust:100%}
        main{max-width:1120px;margin:0 auto;padding:36px 24px 72px}
        header .eyebrow{color:var(--soft);font-size:13px;letter-spacing:.02em;margin:0 0 4px}
        h1{font-size:32px;line-height:1.15;letter-spacing:-.02em;margin:0;display:flex;align-items:center;gap:14px;flex-wrap:wrap}
        h2{font-size:19px;letter-spacing:-.01em;margin:0 0 2px}
        h3{font-size:15px;margin:0}
        .sub{color:var(--soft);margin:8px 0 0;overflow-wrap:anywhere}
        .badge{font-size:13px;font-weight:600;letter-spacing:0;padding:3px 11px;border-radius:999px;border:1px solid currentColor}
        .badge.done{color:var(--good)}.badge.failed{color:var(--bad)}.badge.interrupted{color:var(--warn)}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(116px,1fr));gap:12px;margin:24px 0 0}
        .tile{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:12px 14px}
        .tile b{display:block;white-space:nowrap;font-size:21px;line-height:1.2;font-weight:650;letter-spacing:-.02em}
        .tile span{display:block;color:var(--soft);font-size:13px;line-height:1.3;margin-top:2px}
        section{margin:44px 0 0}
        .lead{color:var(--soft);margin:0 0 16px;max-width:78ch}
        .card{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:18px}
        .shots{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,520px),1fr));gap:16px}
        .shot{display:grid;grid-template-columns:148px 1fr;gap:18px;align-items:start}
        .shot figure{margin:0}
        .shot img,.nopic{width:148px;height:148px;object-fit:cover;border-radius:10px;display:block;background:var(--line)}
        .nopic{display:grid;place-items:center;color:var(--soft);font-size:13px;text-align:center;padding:12px}
        .strip{display:flex;gap:6px;margin:8px 0 0;align-items:center;color:var(--soft);font-size:12px;line-height:1.3}
        .shot .strip img{width:46px;height:46px;border-radius:7px;opacity:.85}
        .top{display:flex;justify-content:space-between;align-items:baseline;gap:10px}
        .top .score{font-size:24px;font-weight:650;letter-spacing:-.02em}
        .small{color:var(--soft);font-size:13px}
        .why{margin:8px 0 12px}
        .terms{display:grid;grid-template-columns:max-content 1fr max-content;gap:5px 10px;align-items:center;font-size:13px}
        .terms .v{text-align:right;color:var(--soft)}
        .duo{position:relative;height:12px;border-radius:6px;background:var(--line);overflow:hidden}
        .duo i{position:absolute;inset:0 auto 0 0;background:var(--accent);border-radius:6px 0 0 6px}
        .duo u{position:absolute;top:0;bottom:0;width:3px;margin-left:-1.5px;background:var(--ink);box-shadow:0 0 0 1px var(--card)}
        .key{display:inline-flex;gap:16px;flex-wrap:wrap;color:var(--soft);font-size:13px;margin:0 0 12px}
        .key span{display:inline-flex;align-items:center;gap:6px}
        .key i{display:inline-block;width:14px;height:10px;border-radius:3px;background:var(--accent)}
        .key i.tick{width:3px;height:12px;background:var(--ink);border-radius:0}
        .key i.p95{background:var(--accent2)}.key i.p99{background:var(--accent3)}
        .key i.dot{width:9px;height:9px;border-radius:50%}
        .spark{position:relative;height:44px;margin:12px 0 0}.spark svg{display:block;width:100%;height:100%}
        .spark b{position:absolute;width:10px;height:10px;margin:-5px 0 0 -5px;border-radius:50%;background:var(--accent);box-shadow:0 0 0 2px var(--card)}
        svg text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;fill:var(--soft)}
        svg .ink{fill:var(--ink)}
        .scroll{overflow-x:auto}
        table{border-collapse:collapse;width:100%;font-size:14px}
        th{color:var(--soft);font-weight:500;font-size:13px;text-align:left;white-space:nowrap}
        th,td{padding:7px 12px 7px 0;border-bottom:1px solid var(--line);vertical-align:middle}
        tr:last-child td{border-bottom:0}
        .n{text-align:right;white-space:nowrap}th.n{text-align:right}
        td:last-child,th:last-child{padding-right:0}
        .meter{display:inline-block;vertical-align:middle;width:92px;height:8px;border-radius:4px;background:var(--line);\
        overflow:hidden;margin-right:8px}
        .meter i{display:block;height:100%;background:var(--accent);border-radius:4px}
        .meter.hot i{background:var(--warn)}
        .bad{color:var(--bad)}.muted{color:var(--soft)}
        .notes{margin:0;padding-left:20px}.notes li{margin:4px 0;overflow-wrap:anywhere}
        .alert{border-left:4px solid var(--bad);margin:22px 0 0}
        .graph{overflow-x:auto}.graph img{display:block;margin:0 auto}
        @media (prefers-color-scheme:dark){.graph img{filter:invert(1) hue-rotate(180deg);mix-blend-mode:screen}}
        code{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
        footer{margin:56px 0 0;color:var(--soft);font-size:13px}
        @media (max-width:560px){.shot{grid-template-columns:1fr}}
        @media print{body{background:#fff}.card,.tile{break-inside:avoid}}
        """
}

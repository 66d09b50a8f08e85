/// The look of the page.
enum SuiteStyle {
    static let css = """
        :root{color-scheme:light dark;--bg:#f6f7f9;--card:#fff;--ink:#16202c;--soft:#5b6776;--line:#e1e5ea;\
        --good:#12805c;--bad:#c22f3d;--warn:#a86400}
        @media (prefers-color-scheme:dark){:root{--bg:#10151b;--card:#181f28;--ink:#e8edf3;--soft:#97a3b2;--line:#2a333f;\
        --good:#4cc38a;--bad:#ff7a85;--warn:#f0b04f}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,\
        "Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
        main{max-width:1120px;margin:0 auto;padding:36px 24px 72px}
        .eyebrow{color:var(--soft);font-size:13px;margin:0 0 4px}
        h1{font-size:30px;line-height:1.2;letter-spacing:-.02em;margin:0;overflow-wrap:anywhere}
        h2{font-size:19px;margin:0 0 2px;overflow-wrap:anywhere}h3{font-size:15px;margin:0}
        section{margin:40px 0 0}
        .lead,.small{color:var(--soft)}.lead{margin:0 0 14px}.small{font-size:13px}p.small{margin:6px 0 0}
        .badge{font-size:13px;font-weight:600;padding:3px 11px;border-radius:999px;border:1px solid currentColor;\
        white-space:nowrap;vertical-align:middle}
        .good{color:var(--good)}.bad{color:var(--bad)}
        .tiles{display:flex;gap:12px;flex-wrap:wrap;margin:0 0 18px}
        .tile{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:10px 16px;min-width:104px}
        .tile b{display:block;font-size:22px;line-height:1.2}.tile span{color:var(--soft);font-size:13px}
        .tile.fail b,.tile.crash b,.tile.hang b,.tile.error b{color:var(--bad)}
        .tile.warn b{color:var(--warn)}.tile.pass b{color:var(--good)}
        .alert{color:var(--bad)}
        .cards{display:grid;gap:12px;margin:0 0 22px}
        .card{background:var(--card);border:1px solid var(--line);border-left:4px solid var(--bad);border-radius:12px;padding:14px 18px}
        .card.warn{border-left-color:var(--warn)}.card p{margin:8px 0 0;overflow-wrap:anywhere}
        .top{display:flex;justify-content:space-between;gap:12px;align-items:baseline;flex-wrap:wrap}
        .mark{display:inline-block;font-size:12px;font-weight:600;padding:1px 8px;border-radius:6px;border:1px solid currentColor;\
        color:var(--soft)}
        .mark.pass{color:var(--good)}.mark.warn{color:var(--warn)}
        .mark.fail,.mark.crash,.mark.hang,.mark.error{color:var(--bad)}
        pre{margin:10px 0 0;padding:8px 12px;border-radius:8px;background:var(--bg);white-space:pre-wrap;overflow-wrap:anywhere}
        code,pre{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
        details{background:var(--card);border:1px solid var(--line);border-radius:12px;margin:0 0 10px;padding:0 18px;overflow-x:auto}
        summary{cursor:pointer;padding:12px 0}summary .small{float:right}summary::after{content:"";display:block;clear:both}
        table{border-collapse:collapse;width:100%;font-size:14px;margin:0 0 12px}
        th{color:var(--soft);font-weight:500;font-size:13px;text-align:left}
        th,td{padding:7px 12px 7px 0;border-top:1px solid var(--line);vertical-align:top}
        td:first-child{white-space:nowrap}.n{text-align:right;white-space:nowrap}td:last-child{padding-right:0}
        @media (max-width:640px){td:first-child{white-space:normal}}
        """
}

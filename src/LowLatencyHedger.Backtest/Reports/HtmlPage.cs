using System.Net;
using System.Text;

namespace LowLatencyHedger.Backtest.Reports;

/// <summary>One page in one file: headings, text, tables, plots. No script, nothing loaded from elsewhere.</summary>
public sealed class HtmlPage
{
    private const string Style = """
        :root{color-scheme:light dark;--ink:#1c1f24;--soft:#6b7280;--line:#d9dce1;--paper:#fff}
        @media(prefers-color-scheme:dark){:root{--ink:#e6e8eb;--soft:#9aa1ab;--line:#363b43;--paper:#15181c}}
        body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:960px;margin:2rem auto;padding:0 1rem}
        h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}p{color:var(--soft)}
        table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:13px;display:block;overflow-x:auto}
        th,td{padding:.25rem .7rem;border-bottom:1px solid var(--line);text-align:right}th:first-child,td:first-child{text-align:left}
        svg{width:100%;height:auto;margin:.5rem 0}svg text{font-size:11px;fill:var(--soft)}svg .title{font-size:13px;fill:var(--ink);font-weight:600}
        .grid{stroke:var(--line);stroke-width:.6}.axis{stroke:var(--soft);fill:none}path{fill:none}
        path.area{fill-opacity:.75;stroke:none}
        .s0{stroke:#2f6fde}.s1{stroke:#d9482b}.s2{stroke:#2a9d6f}.s3{stroke:#b0772a}.s4{stroke:#8d5bd0}
        .s5{stroke:#c2417f}.s6{stroke:#3a9fb5}.s7{stroke:#7d8590}.s8{stroke:#8aa62f}.s9{stroke:#5d6cc0}.s10{stroke:#16786f}.s11{stroke:#e0a100}
        .s12{stroke:#6b4f2a}.s13{stroke:var(--ink)}.f12{fill:#6b4f2a}.f13{fill:var(--ink)}
        .f0{fill:#2f6fde}.f1{fill:#d9482b}.f2{fill:#2a9d6f}.f3{fill:#b0772a}.f4{fill:#8d5bd0}
        .f5{fill:#c2417f}.f6{fill:#3a9fb5}.f7{fill:#7d8590}.f8{fill:#8aa62f}.f9{fill:#5d6cc0}.f10{fill:#16786f}.f11{fill:#e0a100}
        """;

    private readonly StringBuilder _body = new();
    private readonly string _title;

    public HtmlPage(string title)
    {
        _title = title;
        _body.Append("<h1>").Append(Escape(title)).Append("</h1>\n");
    }

    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    public HtmlPage Heading(string text)
    {
        _body.Append("<h2>").Append(Escape(text)).Append("</h2>\n");
        return this;
    }

    public HtmlPage Paragraph(string text)
    {
        _body.Append("<p>").Append(Escape(text)).Append("</p>\n");
        return this;
    }

    public HtmlPage Table(IEnumerable<string> heads, IEnumerable<IReadOnlyList<string>> rows)
    {
        _body.Append("<table><thead><tr>");
        foreach (var head in heads)
        {
            _body.Append("<th>").Append(Escape(head)).Append("</th>");
        }

        _body.Append("</tr></thead><tbody>\n");
        foreach (var row in rows)
        {
            _body.Append("<tr>");
            foreach (var cell in row)
            {
                _body.Append("<td>").Append(Escape(cell)).Append("</td>");
            }

            _body.Append("</tr>\n");
        }

        _body.Append("</tbody></table>\n");
        return this;
    }

    public HtmlPage Plot(SvgPlot plot)
    {
        _body.Append(plot.Render()).Append('\n');
        return this;
    }

    /// <summary>A plot that was drawn elsewhere.</summary>
    public HtmlPage Svg(string element)
    {
        _body.Append(element).Append('\n');
        return this;
    }

    public override string ToString() =>
        $"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
        + $"<title>{Escape(_title)}</title>\n<style>\n{Style}\n</style></head>\n<body>\n{_body}</body></html>\n";
}

using System.Text.Json.Nodes;

namespace LowLatencyHedger.App.Doctor;

/// <summary>The findings for people and for scripts.</summary>
internal static class DoctorReport
{
    private const int Width = 24;

    public static string ToJson(IReadOnlyList<Finding> findings) => new JsonObject
    {
        ["ok"] = Count(findings, FindingLevel.Ok),
        ["warn"] = Count(findings, FindingLevel.Warn),
        ["fail"] = Count(findings, FindingLevel.Fail),
        ["checks"] = new JsonArray([.. findings.Select(finding => (JsonNode)new JsonObject
        {
            ["check"] = finding.Check,
            ["level"] = Name(finding.Level),
            ["found"] = finding.Found,
            ["advice"] = finding.Advice,
        })]),
    }.ToJsonString();

    public static void Write(TextWriter output, IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings)
        {
            output.WriteLine($"{Name(finding.Level),-5} {finding.Check,-Width} {finding.Found}");
            if (finding.Advice is not null)
            {
                output.WriteLine($"{"",-5} {"",-Width} -> {finding.Advice}");
            }
        }

        output.WriteLine();
        output.WriteLine($"{Count(findings, FindingLevel.Ok)} ok, {Count(findings, FindingLevel.Warn)} warn, {Count(findings, FindingLevel.Fail)} fail");
    }

    private static string Name(FindingLevel level) => level switch
    {
        FindingLevel.Ok => "ok",
        FindingLevel.Warn => "warn",
        _ => "fail",
    };

    private static int Count(IReadOnlyList<Finding> findings, FindingLevel level) => findings.Count(finding => finding.Level == level);
}

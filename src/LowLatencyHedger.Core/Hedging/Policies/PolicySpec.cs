using System.Globalization;
using System.Text;

namespace LowLatencyHedger.Core.Hedging.Policies;

/// <summary>
/// A policy as people write it: <c>two-threshold:aversion=1</c>, a name and named numbers. Immutable; cold.
/// </summary>
/// <remarks>
/// Every policy also takes <c>target</c> (coins), <c>ratio</c> (0 to 1.5), <c>min</c> and <c>max</c> (the narrowest and widest band on either
/// side, coins). A band has <c>lower</c> and <c>upper</c> instead of <c>width</c> where its sides differ.
/// </remarks>
public sealed class PolicySpec
{
    private static readonly PolicyKey s_hours = new("hours", "hours between two hedges", 1e-6, 1e6, (ref PolicyParameters p, double v) => p.Hours = v);
    private static readonly PolicyKey s_aversion = new(
        "aversion", "absolute risk aversion, 1/USD; 0 leaves the widest band", 0, 1e12, (ref PolicyParameters p, double v) => p.Aversion = v);

    private static readonly PolicyKey s_budget = new(
        "slackUsdPerDay", "hedging noise allowed, USD a day", 1e-6, 1e12, (ref PolicyParameters p, double v) => p.SlackUsdPerDay = v);

    private static readonly PolicyKey s_inner = new(
        "inner", "where orders aim: 0 the centre, 1 the edge of the band", 0, 1, (ref PolicyParameters p, double v) => p.InnerFraction = v);

    private static readonly PolicyKey[] s_common =
    [
        new("target", "net delta to keep, coins", -1e6, 1e6, (ref PolicyParameters p, double v) => p.TargetCoins = v),
        new("ratio", "part of the exposure that is hedged", 0, 1.5, (ref PolicyParameters p, double v) => p.Ratio = v),
        new("min", "narrowest band on either side, coins", 0, 1e6, (ref PolicyParameters p, double v) => p.MinWidthCoins = v),
        new("max", "widest band on either side, coins", 1e-8, 1e6, (ref PolicyParameters p, double v) => p.LowerWidthCoins = p.UpperWidthCoins = v),
    ];

    /// <summary>All policies, in the order of their kinds.</summary>
    private static readonly PolicyForm[] s_forms =
    [
        new(PolicyKind.None, "none", [], []),
        new(PolicyKind.Band, "band", ["width", "lower"],
        [
            new("width", "from the centre to each edge, coins", 1e-12, 1e6, (ref PolicyParameters p, double v) => p.LowerWidthCoins = p.UpperWidthCoins = v),
            new("lower", "below the centre, coins", 1e-12, 1e6, (ref PolicyParameters p, double v) => p.LowerWidthCoins = v),
            new("upper", "above the centre, coins", 1e-12, 1e6, (ref PolicyParameters p, double v) => p.UpperWidthCoins = v),
            s_inner,
        ]),
        new(PolicyKind.Clock, "clock", ["hours"], [s_hours]),
        new(PolicyKind.PriceMove, "move", ["pct"],
            [new("pct", "per cent of the price", 1e-6, 1e3, (ref PolicyParameters p, double v) => p.MovePct = v)]),
        new(PolicyKind.GammaClock, "gamma-clock", ["aversion", "slackUsdPerDay"], [s_aversion, s_budget]),
        new(PolicyKind.Leland, "leland", ["hours"], [s_hours]),
        new(PolicyKind.WhalleyWilmott, "ww", ["aversion", "slackUsdPerDay"], [s_aversion, s_budget, s_inner]),
        new(PolicyKind.Zakamouline, "zakamouline", ["aversion", "slackUsdPerDay"], [s_aversion, s_budget, s_inner]),
        new(PolicyKind.TwoThreshold, "two-threshold", ["aversion", "slackUsdPerDay"], [s_aversion, s_budget, s_inner]),
    ];

    private static readonly PolicySpec s_none = new("none", new PolicyParameters());

    private readonly string _text;

    private PolicySpec(string text, in PolicyParameters parameters)
    {
        _text = text;
        Parameters = parameters;
    }

    /// <summary>The names of all policies.</summary>
    public static IReadOnlyList<string> Names { get; } = Array.ConvertAll(s_forms, form => form.Name);

    public PolicyKind Kind => Parameters.Kind;

    /// <summary>Without a cap on the band unless the text has one.</summary>
    public PolicyParameters Parameters { get; }

    /// <summary>A policy's name.</summary>
    public static string NameOf(PolicyKind kind) => s_forms[(int)kind].Name;

    /// <summary>A running policy that has decided nothing yet.</summary>
    public HedgePolicy Start() => new(Parameters);

    /// <summary>The text in its shortest form: keys as given, numbers in their shortest form.</summary>
    public override string ToString() => _text;

    /// <summary>Reads a policy. False, with a sentence for people, when the text is none.</summary>
    public static bool TryParse(string text, out PolicySpec spec, out string error)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var name = (colon < 0 ? text : text[..colon]).Trim();
        var form = Array.Find(s_forms, one => one.Name == name);
        spec = s_none;
        if (form is null)
        {
            error = $"'{name}' is not a policy; did you mean '{Nearest(name, Names)}'? There are {string.Join(", ", Names)}";
            return false;
        }

        var parameters = new PolicyParameters { Kind = form.Kind };
        var given = new List<string>();
        var canonical = new StringBuilder(name);
        foreach (var part in (colon < 0 ? "" : text[(colon + 1)..]).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!TrySet(form, part, given, ref parameters, canonical, out error))
            {
                return false;
            }
        }

        error = Missing(form, given);
        if (error.Length > 0)
        {
            return false;
        }

        spec = new PolicySpec(canonical.ToString(), parameters);
        return true;
    }

    private static bool TrySet(
        PolicyForm form, string part, List<string> given, ref PolicyParameters parameters, StringBuilder canonical, out string error)
    {
        var equals = part.IndexOf('=', StringComparison.Ordinal);
        var name = (equals < 0 ? part : part[..equals]).Trim();
        PolicyKey[] keys = [.. form.Keys, .. s_common];
        var key = Array.Find(keys, one => one.Name == name);
        if (key is null)
        {
            var names = Array.ConvertAll(keys, one => one.Name);
            error = $"{form.Name} has no '{name}'; did you mean '{Nearest(name, names)}'? It takes {string.Join(", ", names)}";
            return false;
        }

        var value = double.NaN;
        if (equals < 0 || !double.TryParse(part.AsSpan(equals + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            || !(value >= key.Min && value <= key.Max))
        {
            error = string.Create(
                CultureInfo.InvariantCulture, $"{form.Name}: {name} ({key.Meaning}) must be a number from {key.Min:R} to {key.Max:R}");
            return false;
        }

        if (given.Contains(name))
        {
            error = $"{form.Name}: {name} is given twice";
            return false;
        }

        key.Set(ref parameters, value);
        canonical.Append(CultureInfo.InvariantCulture, $"{(given.Count == 0 ? ':' : ',')}{name}={value:R}");
        given.Add(name);
        error = "";
        return true;
    }

    private static string Missing(PolicyForm form, List<string> given)
    {
        var count = Array.FindAll(form.OneOf, given.Contains).Length;
        return form.OneOf.Length > 0 && count == 0 ? $"{form.Name} needs {string.Join("= or ", form.OneOf)}="
            : count > 1 ? $"{form.Name} takes either {string.Join(" or ", form.OneOf)}"
            : given.Contains("lower") != given.Contains("upper") ? $"{form.Name} needs both lower= and upper="
            : form.Kind == PolicyKind.Band && given.Contains("max") ? "band has a fixed width: it takes no max"
            : "";
    }

    private static string Nearest(string name, IReadOnlyList<string> names)
    {
        var nearest = names[0];
        foreach (var one in names)
        {
            nearest = Distance(name, one) < Distance(name, nearest) ? one : nearest;
        }

        return nearest;
    }

    /// <summary>Letters to insert, leave out or replace.</summary>
    private static int Distance(string left, string right)
    {
        var row = new int[right.Length + 1];
        for (var j = 0; j < row.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = diagonal + (char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), replaced);
            }
        }

        return row[^1];
    }
}

internal delegate void SetParameter(ref PolicyParameters parameters, double value);

/// <summary>One named number of a policy.</summary>
internal sealed record PolicyKey(string Name, string Meaning, double Min, double Max, SetParameter Set);

/// <summary>How one kind is written. One of <c>OneOf</c> must be given.</summary>
internal sealed record PolicyForm(PolicyKind Kind, string Name, string[] OneOf, PolicyKey[] Keys);

using System.Diagnostics.CodeAnalysis;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Rpc;

/// <summary>
/// The scope of a token: what it may do and what it is tied to. A login that names no area gets all that the key allows plus
/// <c>mainaccount</c>; one that names areas gets just those. Source: deribit protocol notes, section 4.
/// </summary>
public sealed class AccessScope
{
    private static readonly string[] s_areas = ["account", "block_rfq", "block_trade", "trade", "wallet"];
    private readonly AccessLevel[] _levels;

    private AccessScope(AccessLevel[] levels, string? session, long? expiresSeconds, string text)
    {
        _levels = levels;
        Session = session;
        ExpiresSeconds = expiresSeconds;
        Text = text;
    }

    /// <summary>Everything, tied to the connection: what an HTTP login by header gets.</summary>
    public static AccessScope Full { get; } = Unrestricted();

    /// <summary>Name of the session; null = the token lives and dies with its connection.</summary>
    public string? Session { get; }

    /// <summary>A life shorter than the default, or null.</summary>
    public long? ExpiresSeconds { get; }

    /// <summary>The granted scope as the venue prints it: blank-separated and sorted.</summary>
    public string Text { get; }

    /// <summary>Whether the scope reaches a level in an area.</summary>
    public bool Allows(AccessArea area, AccessLevel level) => _levels[(int)area] >= level;

    /// <summary>Reads a requested scope and grants it; false when a word is unknown.</summary>
    public static bool TryParse(string requested, [NotNullWhen(true)] out AccessScope? scope)
    {
        scope = null;
        var levels = new AccessLevel[s_areas.Length];
        var granted = new SortedSet<string>(StringComparer.Ordinal);
        string? session = null;
        long? expiresSeconds = null;
        var areasNamed = false;
        foreach (var word in requested.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = word.IndexOf(':');
            var head = colon < 0 ? word : word[..colon];
            var tail = colon < 0 ? "" : word[(colon + 1)..];
            var area = Array.IndexOf(s_areas, head);
            if (area >= 0 && LevelOf(tail) is { } level)
            {
                levels[area] = level;
                areasNamed = true;
            }
            else if (head == "session" && tail.Length > 0)
            {
                session = tail;
            }
            else if (head == "expires" && long.TryParse(tail, out var seconds) && seconds > 0)
            {
                expiresSeconds = seconds;
            }
            else if (!(head == "ip" && tail.Length > 0) && word is not ("connection" or "mainaccount"))
            {
                return false;
            }

            if (word is not ("connection" or "mainaccount"))
            {
                granted.Add(word);
            }
        }

        if (!areasNamed)
        {
            Array.Fill(levels, AccessLevel.ReadWrite);
            granted.UnionWith(s_areas.Select(area => area + ":read_write"));
            granted.Add("mainaccount");
        }

        if (session is null)
        {
            granted.Add("connection");
        }

        scope = new AccessScope(levels, session, expiresSeconds, string.Join(' ', granted));
        return true;
    }

    private static AccessScope Unrestricted()
    {
        Invariant.That(TryParse("", out var scope), "the empty scope is valid");
        return scope!;
    }

    private static AccessLevel? LevelOf(string text) => text switch
    {
        "none" => AccessLevel.None,
        "read" => AccessLevel.Read,
        "read_write" => AccessLevel.ReadWrite,
        _ => null,
    };
}

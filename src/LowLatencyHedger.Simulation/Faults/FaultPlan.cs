using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Faults;

/// <summary>One fault that is going to happen.</summary>
/// <param name="AtNanos">Virtual time.</param>
/// <param name="Kind">What.</param>
/// <param name="DurationNanos">How long, if it lasts at all.</param>
/// <param name="Salt">Seeds everything else about it.</param>
public readonly record struct PlannedFault(long AtNanos, FaultKind Kind, long DurationNanos, int Salt);

/// <summary>Everything that goes wrong in one run: a function of seed, mode and length.</summary>
public sealed class FaultPlan
{
    /// <summary>Long enough for a first recovery.</summary>
    private const long CalmStartNanos = 5 * Nanos.PerSecond;

    private FaultPlan(IReadOnlyList<PlannedFault> faults) => Faults = faults;

    /// <summary>In the order of their times.</summary>
    public IReadOnlyList<PlannedFault> Faults { get; }

    /// <param name="seed">Decides everything.</param>
    /// <param name="mode">How kinds and times are drawn.</param>
    /// <param name="lengthNanos">No fault begins after this.</param>
    /// <param name="mask">Only these kinds happen, the others are left out of the same plan; null for all.</param>
    /// <param name="faultsMax">Only the first so many happen.</param>
    public static FaultPlan Create(int seed, SwarmMode mode, long lengthNanos, IReadOnlySet<string>? mask, int faultsMax)
    {
        var random = new Random(unchecked((seed * 397) ^ (int)mode));
        var faults = mode switch
        {
            SwarmMode.Storm => Storm(random, lengthNanos),
            SwarmMode.Broad => Broad(random, lengthNanos),
            SwarmMode.Pairs => Pairs(random, seed, lengthNanos),
            _ => [],
        };
        var kept = faults.Where(fault => mask is null || mask.Contains(fault.Kind.Name)).OrderBy(static fault => fault.AtNanos);
        return new FaultPlan([.. kept.Take(faultsMax)]);
    }

    private static List<PlannedFault> Storm(Random random, long lengthNanos)
    {
        var kinds = FaultCatalog.All.ToArray();
        random.Shuffle(kinds);
        var count = random.Next(3, 6);
        var faults = new List<PlannedFault>();
        for (var at = CalmStartNanos; at < lengthNanos; at += Seconds(1 + (3 * random.NextDouble())))
        {
            faults.Add(Draw(random, kinds[random.Next(count)], at));
        }

        return faults;
    }

    private static List<PlannedFault> Broad(Random random, long lengthNanos)
    {
        var faults = new List<PlannedFault>();
        foreach (var kind in FaultCatalog.All)
        {
            var isChosen = random.Next(2) == 0;
            var gap = 20 * Math.Exp(random.NextDouble() * Math.Log(12));
            var at = CalmStartNanos + Seconds(gap * random.NextDouble());
            for (; at < lengthNanos; at += Seconds(gap * 2 * random.NextDouble()))
            {
                var fault = Draw(random, kind, at);
                if (isChosen)
                {
                    faults.Add(fault);
                }
            }
        }

        return faults;
    }

    /// <summary>Successive seeds take successive pairs, so that a range of seeds covers all.</summary>
    private static List<PlannedFault> Pairs(Random random, int seed, long lengthNanos)
    {
        var count = FaultCatalog.All.Count;
        var faults = new List<PlannedFault>();
        var place = unchecked((uint)seed * 16u);
        for (var at = CalmStartNanos; at < lengthNanos; at += Seconds(40), place++)
        {
            var pair = (int)(place % (uint)(count * count));
            faults.Add(Draw(random, FaultCatalog.All[pair / count], at));
            faults.Add(Draw(random, FaultCatalog.All[pair % count], at + Seconds(3 * random.NextDouble())));
        }

        return faults;
    }

    private static PlannedFault Draw(Random random, FaultKind kind, long atNanos)
    {
        var seconds = kind.ShortestSeconds * Math.Exp(random.NextDouble() * Math.Log(kind.LongestSeconds / kind.ShortestSeconds));
        return new PlannedFault(atNanos, kind, Seconds(seconds), random.Next());
    }

    private static long Seconds(double seconds) => (long)(seconds * Nanos.PerSecond);
}

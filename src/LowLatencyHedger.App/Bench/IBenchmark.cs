namespace LowLatencyHedger.App.Bench;

/// <summary>One bench of <c>hedger bench</c>: a class of its own, named in <see cref="Benchmarks"/>.</summary>
internal interface IBenchmark
{
    /// <summary>As it is typed.</summary>
    string Name { get; }

    /// <summary>Builds what is measured, measures it beside its floors and takes it down again.</summary>
    IReadOnlyList<BenchRow> Run(Rounds rounds);
}

namespace LowLatencyHedger.LatencyBench;

/// <summary>What one rate has shown.</summary>
/// <param name="Rate">Messages a second.</param>
/// <param name="Rows">The distributions.</param>
/// <param name="Triggers">Messages that should lead to an order.</param>
/// <param name="Unanswered">Triggers that had none when the next was due, or a tenth of a second after the last.</param>
/// <param name="OrdersNotKept">Orders that arrived, but whose way the engine's telemetry no longer had when it was read.</param>
/// <param name="ConflatedPrices">By the engine, since it was started; as all below null when it did not say.</param>
/// <param name="Collections">Of garbage, in its whole process, since it went live.</param>
/// <param name="HotThreadBytes">Allocated on its hot threads since it went live.</param>
/// <param name="MethodsCompiled">Since it went live.</param>
internal sealed record RateResult(
    int Rate,
    IReadOnlyList<LatencyRow> Rows,
    int Triggers,
    int Unanswered,
    long OrdersNotKept,
    long? ConflatedPrices,
    long? Collections,
    long? HotThreadBytes,
    long? MethodsCompiled);

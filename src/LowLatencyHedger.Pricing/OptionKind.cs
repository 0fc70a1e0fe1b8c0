namespace LowLatencyHedger.Pricing;

/// <summary>Call or put. The values are those of the core's option type, so that a cast converts one into the other.</summary>
public enum OptionKind : byte
{
    None = 0,
    Call = 1,
    Put = 2,
}

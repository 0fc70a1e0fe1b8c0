namespace LowLatencyHedger.Primitives;

/// <summary>
/// Marks a method, or every method of a type, that runs between a market message and an order. Such a method allocates nothing, takes no lock, throws only
/// through <see cref="Throw"/>, and calls only other marked methods, pure structs or the short whitelist of the architecture test
/// that reads its IL.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Constructor | AttributeTargets.Property | AttributeTargets.Struct | AttributeTargets.Class)]
public sealed class HotPathAttribute : Attribute;

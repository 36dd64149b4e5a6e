using System.Globalization;

namespace PartnerCenter.Benchmarks;

/// <summary>
/// One row of the table: a ratio of two things that were measured in the same run, and the bar that it is held against.
/// </summary>
internal sealed record Figure(string Name, double Value, string Unit, double Bar, bool AtMost, string Measured)
{
    public bool Holds => AtMost ? Value <= Bar : Value >= Bar;

    public string BarText => (AtMost ? "≤ " : "≥ ") + Bar.ToString("0.##", CultureInfo.InvariantCulture) + Unit;

    public string ValueText => Value.ToString(Value >= 100 ? "0" : "0.00", CultureInfo.InvariantCulture) + Unit;
}

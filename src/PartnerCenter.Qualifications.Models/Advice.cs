using System.Globalization;
using System.Linq;
using System.Resources;

namespace PartnerCenter.Qualifications;

/// <summary>
/// What to do about a failure: the name of a text, and the values that it shows.
/// </summary>
/// <remarks>
/// The client names the text, and its own says what any program can do. The module has a text of the same name where a cmdlet or a parameter does it.
/// </remarks>
internal sealed class Advice
{
    private readonly string _name;
    private readonly object?[] _arguments;

    private Advice(string name, object?[] arguments)
    {
        _name = name;
        _arguments = arguments;
    }

    /// <summary>Returns the advice with this name in <see cref="Messages"/>.</summary>
    /// <param name="name">The name.</param>
    /// <param name="arguments">The values that the text shows; an advice among them is shown as its text.</param>
    public static Advice Of(string name, params object?[] arguments) => new(name, arguments);

    /// <summary>Returns the text.</summary>
    /// <param name="texts">Texts that take the place of those in <see cref="Messages"/>; null for none.</param>
    public string Format(ResourceManager? texts = null)
    {
        var format = texts?.GetString(_name, CultureInfo.CurrentUICulture) ?? Messages.ResourceManager.GetString(_name, CultureInfo.CurrentUICulture)!;
        var arguments = _arguments.Select(argument => argument is Advice advice ? advice.Format(texts) : argument).ToArray();
        return arguments.Length == 0 ? format : string.Format(CultureInfo.CurrentCulture, format, arguments);
    }
}
